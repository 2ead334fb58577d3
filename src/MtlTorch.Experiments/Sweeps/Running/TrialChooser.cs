using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Sweeps.Journal;
using MtlTorch.Experiments.Sweeps.Sampling;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Running;

/// <summary>A point that is chosen for a trial.</summary>
/// <param name="Number">Number of the trial.</param>
/// <param name="Point">The point.</param>
/// <param name="Runs">Its experiment, a seed after the other; empty where it is not possible.</param>
/// <param name="Problem">Why it is not possible; null if it is.</param>
internal sealed record ChosenTrial(int Number, Point Point, IReadOnlyList<ExperimentConfig> Runs, string? Problem)
{
    /// <summary>Identity of each run.</summary>
    public IReadOnlyList<string> Identities { get; } = [.. Runs.Select(RunIdentity.Of)];
}

/// <summary>Chooses the point of the next trial: what the sampler says, or, where that was there before, another one by chance.</summary>
/// <param name="plan">The sweep.</param>
internal sealed class TrialChooser(SweepPlan plan)
{
    /// <summary>Draws until a space is taken to be exhausted: of a space with one point left in a hundred, that one is missed once in 20,000 times.</summary>
    private const int Draws = 1000;

    private readonly Dictionary<int, (Trial Trial, Observation? Observation)> seen = [];

    /// <summary>Chooses; null where there is no other point.</summary>
    /// <param name="trials">The trials so far, by number.</param>
    public ChosenTrial? Next(IReadOnlyList<Trial> trials)
    {
        var number = trials.Count + 1;
        var point = plan.Sampler.Next(number, plan.Sampler.IsAdaptive ? Observe(trials) : []);
        if (point is null)
        {
            return null;
        }

        var before = Observe(trials).Select(o => o.Point).ToHashSet();
        var runs = trials.Where(t => t.Runs.Count > 0).Select(t => t.Runs[0]).ToHashSet();
        for (var draw = 0; draw < Draws; draw++)
        {
            if (!before.Contains(point))
            {
                var chosen = Compose(number, point);
                if (chosen.Identities.Count == 0 || !runs.Contains(chosen.Identities[0]))
                {
                    return chosen;
                }

                // Another point, but the same training: a key that changes nothing.
                before.Add(point);
            }

            point = new RandomOptions().Create(plan.Space, plan.Config.Seed + draw, 1).Next(number, [])!;
        }

        return null;
    }

    /// <summary>The point of a trial with its experiment.</summary>
    public ChosenTrial Compose(int number, Point point)
    {
        try
        {
            return new ChosenTrial(number, point, [.. Enumerable.Range(0, plan.Config.Seeds).Select(seed => plan.At(point, seed).Config)], null);
        }
        catch (ConfigException e)
        {
            return new ChosenTrial(number, point, [], string.Join(" ", e.Errors.Select(error => $"{error.Path}: {error.Message}")));
        }
    }

    /// <summary>What samplers and pruners see of trials.</summary>
    /// <param name="trials">The trials.</param>
    public IReadOnlyList<Observation> Observe(IEnumerable<Trial> trials) => [.. trials.Select(Observe).OfType<Observation>()];

    /// <summary>The only objective, turned so that lower is better.</summary>
    public double Loss(double value) => plan.Objectives[0].Name.Loss(value);

    /// <summary>A trial is looked at anew only when something has happened to it: a sweep may have thousands.</summary>
    private Observation? Observe(Trial trial)
    {
        if (!seen.TryGetValue(trial.Number, out var known) || !ReferenceEquals(known.Trial, trial))
        {
            var losses = trial.Status == TrialStatus.Completed ? plan.Objectives.Zip(trial.Objectives, (o, value) => o.Name.Loss(value)).ToList() : [];
            known = (trial, plan.Space.Read(trial.Values) is { } point ? new Observation(trial.Number, point, trial.Status, losses, [.. trial.Curve.Select(Loss)]) : null);
            seen[trial.Number] = known;
        }

        return known.Observation;
    }
}
