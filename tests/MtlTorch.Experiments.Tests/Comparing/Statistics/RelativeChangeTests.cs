using MtlTorch.Experiments.Comparing.Statistics;

namespace MtlTorch.Experiments.Tests.Comparing.Statistics;

public sealed class RelativeChangeTests
{
    [TestCase(0.84, 0.80, true, 5)]
    [TestCase(0.72, 0.80, true, -10)]
    [TestCase(1.8, 2.0, false, 10)]
    [TestCase(5.0, 4.0, false, -25)]
    [TestCase(0.8, 0.8, false, 0)]
    public void AboveZeroIsBetterWhateverTheMetric(double figure, double reference, bool higherIsBetter, double percent) =>
        Assert.That(RelativeChange.Percent(figure, reference, higherIsBetter), Is.EqualTo(percent).Within(1e-12));

    [Test]
    public void ANegativeReferenceDoesNotTurnTheSign() => Assert.That(RelativeChange.Percent(-0.1, -0.2, higherIsBetter: true), Is.EqualTo(50).Within(1e-12));

    [Test]
    public void AgainstZeroItIsNotDefined() =>
        Assert.That((double.IsFinite(RelativeChange.Percent(1, 0, true)), double.IsFinite(RelativeChange.Percent(0, 0, true))), Is.EqualTo((false, false)));

    [Test]
    public void EveryTaskCountsTheSameHoweverManyMetricsItHas() =>
        Assert.That(RelativeChange.Mean([("left", 6), ("right", 1), ("right", 2), ("right", 3)]), Is.EqualTo(4));

    [Test]
    public void TheFiguresOfNashMtlsPaperComeOut()
    {
        // Navon et al. 2022, Multi-Task Learning as a Bargaining Game, table 3 (NYUv2): single task, and linear scalarization with delta m 5.59.
        double[] single = [38.30, 63.76, 0.6754, 0.2780, 25.01, 19.21, 30.14, 57.20, 69.15];
        double[] scalarized = [39.29, 65.33, 0.5493, 0.2263, 28.15, 23.96, 22.09, 47.50, 61.08];
        bool[] higher = [true, true, false, false, false, false, true, true, true];

        // They average over the nine metrics and count the other way around: below zero is better.
        var changes = higher.Select((h, i) => ($"{i}", RelativeChange.Percent(scalarized[i], single[i], h)));

        Assert.That(-RelativeChange.Mean(changes), Is.EqualTo(5.59).Within(0.01));
    }
}
