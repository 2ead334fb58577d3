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

/// <summary>Chooses the point of the next trial: the first that the sampler says whose training was not there before.</summary>
/// <param name="plan">The sweep.</param>
internal sealed class TrialChooser(SweepPlan plan)
{
    /// <summary>Points in a row that change nothing of the training, until the space is taken to have no others.</summary>
    private const int Patience = 1000;

    private readonly Dictionary<int, (Trial Trial, Observation? Observation)> seen = [];

    /// <summary>Chooses; null where there is no other point.</summary>
    /// <param name="trials">The trials so far, by number.</param>
    public ChosenTrial? Next(IReadOnlyList<Trial> trials)
    {
        var number = trials.Count + 1;
        var before = Observe(trials).Select(o => o.Point).ToHashSet();
        var runs = trials.Where(t => t.Runs.Count > 0).Select(t => t.Runs[0]).ToHashSet();
        foreach (var point in Candidates(number, trials, before).Take(Patience))
        {
            // Two points may mean the same training: a key may change nothing of it.
            if (before.Add(point) && Compose(number, point) is var chosen && (chosen.Problem is not null || !runs.Contains(chosen.Identities[0])))
            {
                return chosen;
            }
        }

        return null;
    }

    /// <summary>A chosen point as a line of the journal.</summary>
    /// <param name="chosen">The point.</param>
    /// <param name="driver">Who chose it.</param>
    /// <param name="time">When.</param>
    public TrialChosen EventOf(ChosenTrial chosen, string driver, DateTimeOffset time) =>
        new() { Time = time, Trial = chosen.Number, By = driver, Values = plan.Space.Write(chosen.Point), Runs = chosen.Identities };

    /// <summary>What the sampler says, then what it would say to the next trials; one that learns from trials it does not know says nothing more, so others are drawn.</summary>
    private IEnumerable<Point> Candidates(int number, IReadOnlyList<Trial> trials, HashSet<Point> before)
    {
        if (!plan.Sampler.IsAdaptive)
        {
            return Enumerable.Range(number, Patience).Select(n => plan.Sampler.Next(n, [])).TakeWhile(p => p is not null)!;
        }

        var draws = new Draws(plan.Config.Seed, "sweep.again", number);
        var drawn = Enumerable.Repeat(0, Patience).Select(_ => UnseenPoints.Find(plan.Space, before.Contains, () => RandomSampler.Draw(plan.Space, draws)));
        return drawn.Prepend(plan.Sampler.Next(number, Observe(trials))).TakeWhile(p => p is not null)!;
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
