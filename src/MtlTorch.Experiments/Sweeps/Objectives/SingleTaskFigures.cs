using System.Text.Json;
using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Comparing.Statistics;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Sweeps.Objectives;

/// <summary>What models of one task each reach on the validation split in the task's main metric, the mean over their seeds: the reference of delta m.</summary>
public sealed class SingleTaskFigures
{
    private readonly IReadOnlyList<SingleTaskFigure> figures;

    private SingleTaskFigures(IReadOnlyList<SingleTaskFigure> figures) => this.figures = figures;

    /// <summary>The figures that stand in a file; null where there is none.</summary>
    /// <exception cref="InvalidOptionException">The file is damaged.</exception>
    public static SingleTaskFigures? Of(string path)
    {
        try
        {
            return File.Exists(path) ? new SingleTaskFigures(JsonSerializer.Deserialize<SingleTaskFigure[]>(File.ReadAllText(path), RunJson.Indented) ?? throw new JsonException("null")) : null;
        }
        catch (JsonException e)
        {
            throw new InvalidOptionException("baseline", $"{path} is damaged: {e.Message.Split('\n')[0]} Once it is deleted, the baseline is read again.");
        }
    }

    /// <summary>Writes the figures down.</summary>
    public void Write(string path) => WholeFile.Write(path, JsonSerializer.Serialize(figures, RunJson.Indented) + "\n");

    /// <summary>Reads the single-task runs at or below a folder; others there are left aside.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="experiment">The experiment that is compared with them.</param>
    /// <exception cref="InvalidOptionException">A task has no such run, or it was trained on other data.</exception>
    public static SingleTaskFigures Read(string folder, ExperimentConfig experiment)
    {
        var reader = new RunReader();
        reader.Add("baseline", folder);
        var single = reader.Runs.Where(r => r.Config.Tasks.Count == 1).ToList();
        return new SingleTaskFigures([.. experiment.Tasks.Where(t => t.Value.Metrics().Count > 0).Select(task =>
        {
            var runs = single.Where(r => r.Config.Tasks.ContainsKey(task.Key) && r.Result.Validation is not null).ToList();
            if (runs.Count == 0)
            {
                throw new InvalidOptionException("baseline", $"{folder} has no finished single-task run of '{task.Key}'. mtl train EXPERIMENT --baselines single-task trains one for each task.");
            }

            RefuseOtherData(runs[0], experiment);
            var metric = task.Value.Metrics()[0];
            return new SingleTaskFigure(task.Key, metric.Name, metric.HigherIsBetter, runs.Average(r => r.Result.Validation![task.Key, metric.Name]));
        })]);
    }

    /// <summary>Mean over the tasks of the relative change of the main metric, in percent; above zero is better than the single-task models.</summary>
    public double DeltaM(Scores scores) =>
        RelativeChange.Mean(figures.Select(f => (f.Task, RelativeChange.Percent(scores.Tasks.GetValueOrDefault(f.Task)?.GetValueOrDefault(f.Metric, double.NaN) ?? double.NaN, f.Figure, f.HigherIsBetter))));

    private static void RefuseOtherData(FinishedRun run, ExperimentConfig experiment)
    {
        var keys = FlatConfig.Of(experiment);
        if (FlatConfig.Differing([run.Keys, keys], key => FlatConfig.IsIn(key, "data") && FlatConfig.Matters(key)) is [var key, ..])
        {
            throw new InvalidOptionException("baseline", $"{run.Path} was trained on other data: its {key} is {run.Keys.GetValueOrDefault(key, "not there")}, not {keys.GetValueOrDefault(key, "not there")}.");
        }
    }
}

/// <summary>What the model of one task reaches.</summary>
/// <param name="Task">The task.</param>
/// <param name="Metric">Its main metric.</param>
/// <param name="HigherIsBetter">Whether more of it is better.</param>
/// <param name="Figure">The mean over the seeds.</param>
internal sealed record SingleTaskFigure(string Task, string Metric, bool HigherIsBetter, double Figure);
