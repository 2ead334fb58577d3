using MtlTorch.Experiments.Comparing.Statistics;

namespace MtlTorch.Experiments.Tests.Comparing.Statistics;

public sealed class MeanRankTests
{
    [Test]
    public void TheBestInEveryMetricHasRankOne() =>
        Assert.That(MeanRank.Of([[0.9, 1.0], [0.8, 2.0], [0.7, 0.5]], [true, false]), Is.EqualTo(new[] { 1.5, 2.5, 2.0 }));

    [Test]
    public void EqualFiguresShareTheMeanOfTheirPlaces() =>
        Assert.That(MeanRank.Of([[0.5], [0.9], [0.5], [0.1]], [true]), Is.EqualTo(new[] { 2.5, 1, 2.5, 4 }));

    [Test]
    public void FiguresThatDifferByRoundingAreEqual() =>
        Assert.That(MeanRank.Of([[(0.1 + 0.2) / 2], [0.3 / 2]], [true]), Is.EqualTo(new[] { 1.5, 1.5 }));

    [Test]
    public void AFigureThatIsNotDefinedRanksLast() =>
        Assert.That(MeanRank.Of([[double.NaN], [3], [double.NaN], [1]], [false]), Is.EqualTo(new[] { 3.5, 2, 3.5, 1 }));

    [Test]
    public void RanksAddUpToTheSame()
    {
        var ranks = MeanRank.Of([[1, 5, 2], [1, 4, double.NaN], [3, 4, 9], [0, 0, 0]], [true, false, true]);

        Assert.That(ranks.Sum(), Is.EqualTo(1 + 2 + 3 + 4).Within(1e-12));
    }
}
