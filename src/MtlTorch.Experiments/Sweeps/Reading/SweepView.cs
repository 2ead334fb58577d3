using MtlTorch.Experiments.Sweeps.Journal;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Reading;

/// <summary>What a sweep tries to reach.</summary>
/// <param name="Name">For people: "shape accuracy", "mean over tasks", "delta m".</param>
/// <param name="HigherIsBetter">Whether more of it is better.</param>
public sealed record ObjectiveName(string Name, bool HigherIsBetter)
{
    /// <summary>A value turned so that lower is better.</summary>
    public double Loss(double value) => HigherIsBetter ? -value : value;
}

/// <summary>A sweep as its folder tells it, for tables, reports and exports.</summary>
public sealed record SweepView
{
    /// <summary>The folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Name of the sweep.</summary>
    public required string Name { get; init; }

    /// <summary>What is varied.</summary>
    public required SearchSpace Space { get; init; }

    /// <summary>What it tries to reach, one or several.</summary>
    public required IReadOnlyList<ObjectiveName> Objectives { get; init; }

    /// <summary>The trials, by number.</summary>
    public required IReadOnlyList<Trial> Trials { get; init; }

    /// <summary>Trials that were asked for; fewer where the space has fewer points.</summary>
    public required int Planned { get; init; }

    /// <summary>Seeds that each trial is trained with.</summary>
    public required int Seeds { get; init; }

    /// <summary>Kind of the sampler.</summary>
    public required string Sampler { get; init; }

    /// <summary>Kind of the pruner; "none" for none.</summary>
    public required string Pruner { get; init; }

    /// <summary>Completed trials, the best first; with several objectives those of the Pareto front, by number.</summary>
    public IReadOnlyList<Trial> Best()
    {
        var done = Trials.Where(t => t.Status == TrialStatus.Completed).ToList();
        if (Objectives is [var only])
        {
            return [.. done.OrderBy(t => only.Loss(t.Objectives[0])).ThenBy(t => t.Number)];
        }

        return [.. Sweeps.Objectives.ParetoFront.Of([.. done.Select(LossesOf)]).Select(i => done[i])];
    }

    /// <summary>The objectives of a completed trial, turned so that lower is better.</summary>
    public IReadOnlyList<double> LossesOf(Trial trial) => [.. Objectives.Zip(trial.Objectives, (o, value) => o.Loss(value))];
}
