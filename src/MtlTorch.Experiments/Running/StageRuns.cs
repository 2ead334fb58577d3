using System.Text.Json;

namespace MtlTorch.Experiments.Running;

/// <summary>The runs of the stages that come before an experiment itself, in folders within its own.</summary>
/// <param name="plan">The experiment; its device and threads are settled.</param>
/// <param name="folder">Its folder.</param>
public sealed class StageRuns(ExperimentPlan plan, RunFolder folder)
{
    /// <summary>Trains the stages that are not complete, one after the other.</summary>
    /// <param name="resumes">Whether stages may have been begun already.</param>
    /// <param name="train">Trains a stage in its folder, from weights of the stage before (null for the first); the last argument says whether it goes on there.</param>
    /// <returns>The result of a stage that did not come to its end; null if all did.</returns>
    public RunResult? Run(bool resumes, Func<ExperimentPlan, RunFolder, string?, bool, RunResult> train)
    {
        for (var i = 0; i < plan.Stages.Count; i++)
        {
            var (stage, path) = (plan.Stages[i], PathOf(i));
            var begun = resumes && File.Exists(Path.Combine(path, Path.GetFileName(folder.Resolved)));
            var run = begun ? RunFolder.Open(path) : RunFolder.Create(stage.Config, path, TimeProvider.System);
            if (begun && RunState.ReadResult(run) is { Status: RunStatus.Completed })
            {
                continue;
            }

            File.Delete(folder.Result);
            var result = train(stage, run, InitialWeights(i), begun);
            if (result.Status != RunStatus.Completed)
            {
                Note(result with { Error = result.Error is null ? null : $"Stage {i + 1}: {result.Error}" });
                return result;
            }
        }

        return null;
    }

    /// <summary>The experiment has not begun, but how its stages ended is how it ended.</summary>
    private void Note(RunResult stage)
    {
        try
        {
            var result = new RunResult { Status = stage.Status, Epochs = 0, Seconds = stage.Seconds, Error = stage.Error };
            WholeFile.Write(folder.Result, JsonSerializer.Serialize(result, RunJson.Indented) + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The stage has told what went wrong, most likely the same.
        }
    }

    /// <summary>The checkpoint that the experiment itself begins with; null where there are no stages.</summary>
    public string? InitialWeights() => InitialWeights(plan.Stages.Count);

    /// <summary>The weights of the best epoch of the stage before, or of its last one where nothing chose.</summary>
    private string? InitialWeights(int stage)
    {
        if (stage == 0)
        {
            return null;
        }

        var before = RunFolder.Open(PathOf(stage - 1));
        return RunState.ReadResult(before)?.BestEpoch is null ? before.LastCheckpoint : before.BestCheckpoint;
    }

    private string PathOf(int stage) => folder.Stage(stage, plan.Config.Stages![stage].Pretrain is null ? "train" : "pretrain");
}
