using System.Text.Json;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Pruning;
using MtlTorch.Experiments.Sweeps.Sampling;
using MtlTorch.Experiments.Sweeps.Spaces;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Sweeps.Pruning;

public sealed class PrunerTests
{
    private static readonly Point Nowhere = new([]);

    private static IEnumerable<TestCaseData> Recorded => Golden.Cases("pruners");

    [TestCaseSource(nameof(Recorded))]
    public void Trials_are_ended_where_Optuna_ends_them(JsonElement row)
    {
        double[][] curves = [.. row.List<double?[]>("curves").Select(c => c.Select(v => v ?? double.NaN).ToArray())];
        var options = row.GetProperty("options");
        PrunerOptions pruner = row.Text("kind") == "median"
            ? new MedianPrunerOptions { Startup = options.Whole("startup"), WarmUp = options.Whole("warmUp"), Interval = options.Whole("interval") }
            : new AshaOptions { MinEpochs = options.Whole("minEpochs"), Reduction = options.Whole("reduction") };

        Assert.That(Ends(pruner, curves), Is.EqualTo(row.List<int>("ended")));
    }

    [Test]
    public void The_median_is_of_completed_trials_that_have_the_epoch()
    {
        var pruner = new MedianPrunerOptions { Startup = 2 }.Create(10);
        Observation[] others = [Trial(2, TrialStatus.Completed, 5, 1), Trial(3, TrialStatus.Completed, 5, 3), Trial(4, TrialStatus.Completed, 5), Trial(5, TrialStatus.Running, 0, 0)];

        Assert.That(pruner.ShouldEnd(Trial(1, TrialStatus.Running, 9, 2.1), others), Is.True);
        Assert.That(pruner.ShouldEnd(Trial(1, TrialStatus.Running, 9, 2), others), Is.False, "no worse than the median");
        Assert.That(pruner.ShouldEnd(Trial(1, TrialStatus.Running, 1, 9), others), Is.False, "the best so far counts");
        Assert.That(pruner.ShouldEnd(Trial(1, TrialStatus.Running, 9, 9), others[2..]), Is.False, "too few completed ones");
        Assert.That(pruner.ShouldEnd(Trial(1, TrialStatus.Running, double.NaN, double.NaN), others), Is.True, "no value at all");
    }

    [Test]
    public void Asha_judges_at_its_rungs_alone()
    {
        var pruner = new AshaOptions { MinEpochs = 2, Reduction = 2 }.Create(9);
        Observation[] others = [.. Enumerable.Range(2, 4).Select(n => Trial(n, TrialStatus.Pruned, [.. Enumerable.Repeat(0.1 * n, 9)]))];

        var ended = Enumerable.Range(1, 9).Where(epochs => pruner.ShouldEnd(Trial(1, TrialStatus.Running, [.. Enumerable.Repeat(1.0, epochs)]), others));

        Assert.That(ended, Is.EqualTo(new[] { 2, 4, 8 }));
    }

    [Test]
    public void Asha_keeps_one_in_reduction()
    {
        var pruner = new AshaOptions { MinEpochs = 1, Reduction = 4 }.Create(10);
        Observation[] others = [.. Enumerable.Range(2, 7).Select(n => Trial(n, TrialStatus.Running, n)), Trial(99, TrialStatus.Running, double.NaN), Trial(100, TrialStatus.Running)];

        Assert.That(pruner.ShouldEnd(Trial(1, TrialStatus.Running, 2.5), others), Is.False, "second of eight");
        Assert.That(pruner.ShouldEnd(Trial(1, TrialStatus.Running, 3.5), others), Is.True, "third of eight");
        Assert.That(pruner.ShouldEnd(Trial(1, TrialStatus.Running, 3.5), []), Is.False, "the first to come");
        Assert.That(pruner.ShouldEnd(Trial(1, TrialStatus.Running, double.NaN), []), Is.True);
    }

    [Test]
    public void Brackets_of_hyperband_get_about_the_same_epochs()
    {
        var hyperband = new Hyperband(1, 3, 81);
        var counts = Enumerable.Range(1, 5000).CountBy(hyperband.BracketOf).OrderBy(c => c.Key).Select(c => c.Value).ToArray();

        // Trials per round: 5 * 3^s / (s + 1), rounded up, for s = 4 to 0: 81, 34, 15, 8 and 5.
        Assert.That(counts, Has.Length.EqualTo(5));
        Assert.That(counts.Select(c => (double)c / counts[^1]), Is.EqualTo(new[] { 16.2, 6.8, 3, 1.6, 1 }).Within(0.06));
    }

    [Test]
    public void Trials_of_the_last_bracket_are_never_ended_and_others_are_compared_within_theirs()
    {
        var hyperband = new Hyperband(1, 3, 9);
        var (last, first) = (Enumerable.Range(1, 100).First(n => hyperband.BracketOf(n) == 2), Enumerable.Range(1, 100).First(n => hyperband.BracketOf(n) == 0));
        Observation[] better = [.. Enumerable.Range(101, 50).Select(n => Trial(n, TrialStatus.Completed, 0, 0, 0, 0))];

        Assert.That(hyperband.ShouldEnd(Trial(last, TrialStatus.Running, 9, 9, 9), better), Is.False);
        Assert.That(hyperband.ShouldEnd(Trial(first, TrialStatus.Running, 9), better), Is.True);
        Assert.That(hyperband.ShouldEnd(Trial(first, TrialStatus.Running, 9), [.. better.Where(t => hyperband.BracketOf(t.Number) != 0)]), Is.False);
    }

    [TestCase(new[] { 5.0, 4, 4, 4 }, 2, 0, true)]
    [TestCase(new[] { 5.0, 4, 4, 3.9 }, 2, 0, false)]
    [TestCase(new[] { 5.0, 4, 4, 3.9 }, 2, 0.2, true)]
    [TestCase(new[] { 5.0, 4.5, 4, 3.5 }, 2, 0.2, false)]
    [TestCase(new[] { double.NaN, double.NaN }, 2, 0, true)]
    [TestCase(new[] { 5, 4, double.NaN, 3 }, 2, 0, false)]
    public void Patience_ends_after_epochs_without_a_better_one(double[] curve, int epochs, double minDelta, bool ends) =>
        Assert.That(new PatiencePrunerOptions { Epochs = epochs, MinDelta = minDelta }.Create(10).ShouldEnd(Trial(1, TrialStatus.Running, curve), []), Is.EqualTo(ends));

    [Test]
    public void Pruners_that_could_end_no_trial_are_refused()
    {
        Assert.That(() => new MedianPrunerOptions { WarmUp = 9 }.Create(10), Throws.TypeOf<InvalidOptionException>().With.Message.StartsWith("warmUp: must be below 9"));
        Assert.That(() => new AshaOptions { MinEpochs = 10 }.Create(10), Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo("minEpochs: must be below the 10 epochs of a trial; found 10."));
        Assert.That(() => new HyperbandOptions { MinEpochs = 10 }.Create(10), Throws.TypeOf<InvalidOptionException>());
        Assert.That(() => new PatiencePrunerOptions { Epochs = 10 }.Create(10), Throws.TypeOf<InvalidOptionException>());
    }

    /// <summary>The epoch after which each trial is ended, one trial after the other; 0 for none.</summary>
    private static int[] Ends(PrunerOptions options, double[][] curves)
    {
        var pruner = options.Create(curves[0].Length);
        var others = new List<Observation>();
        foreach (var curve in curves)
        {
            var ended = Enumerable.Range(1, curve.Length - 1).FirstOrDefault(epochs => pruner.ShouldEnd(Trial(others.Count + 1, TrialStatus.Running, curve[..epochs]), others));
            others.Add(Trial(others.Count + 1, ended > 0 ? TrialStatus.Pruned : TrialStatus.Completed, ended > 0 ? curve[..ended] : curve) with { Losses = ended > 0 ? [] : [curve[^1]] });
        }

        return [.. others.Select(o => o.Status == TrialStatus.Pruned ? o.Curve.Count : 0)];
    }

    private static Observation Trial(int number, TrialStatus status, params double[] curve) => new(number, Nowhere, status, [], curve);
}
