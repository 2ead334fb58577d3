using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps.Objectives;

namespace MtlTorch.Experiments.Sweeps.Running;

/// <summary>What the run folders of a trial say of its objectives.</summary>
/// <param name="objectives">The objectives.</param>
internal sealed class TrialFigures(IReadOnlyList<Objective> objectives)
{
    /// <summary>The values of each objective, a run after the other.</summary>
    /// <param name="runs">Folders of runs that came to their end.</param>
    /// <exception cref="InvalidOptionException">A run has no result, or an objective is not a number there.</exception>
    public IReadOnlyList<IReadOnlyList<double>> Of(IReadOnlyList<string> runs) => [.. objectives.Select(o => runs.Select(run => Of(o, RunFolder.Open(run))).ToList())];

    /// <summary>The only objective after each epoch of a run so far; empty with several objectives, or one that has no value after each epoch.</summary>
    public IReadOnlyList<double> Curve(string run) => objectives is [{ HasCurve: true } only] && File.Exists(RunFolder.Open(run).Metrics)
        ? [.. MetricsFile.Epochs(RunFolder.Open(run).Metrics).Select(only.After)]
        : [];

    private static double Of(Objective objective, RunFolder run)
    {
        var result = RunState.ReadResult(run);
        if (result?.Status != RunStatus.Completed)
        {
            throw new InvalidOptionException("", $"{run.Path} has no result.");
        }

        var best = MetricsFile.Epochs(run.Metrics).FirstOrDefault(e => e.Epoch == result.BestEpoch) ?? throw new InvalidOptionException("", $"{run.Metrics} lacks the best epoch, {result.BestEpoch}.");
        var value = objective.Of(result, best);
        return double.IsFinite(value) ? value : throw new InvalidOptionException("", $"its {objective.Name.Name} is not a number.");
    }
}
