namespace MtlTorch.Experiments.Tests.Studies.CrossValidation;

/// <summary>What folds say of a point.</summary>
public sealed class PointScoreTests
{
    [Test]
    public void AllFoldsAreJudgedAtOneEpoch()
    {
        // Each fold's own best would be 5 and 6; the means of the epochs are 2, 3 and 2.5.
        var point = Folded.Point([], [5, 3, 2], [-1, 3, 6], [2, 3, -0.5]);
        Assert.Multiple(() =>
        {
            Assert.That((point.Epoch, point.Scores.Mean, point.Scores.Deviation, point.Error), Is.EqualTo((2, 3.0, 0.0, 0.0)));
            Assert.That(point.Metrics.Single().Figures.Values, Is.EqualTo(new[] { -3.0, -3, -3 }));
            Assert.That(point.Problem, Is.Null);
        });
    }

    [Test]
    public void OfEquallyGoodEpochsTheFirstCounts() => Assert.That(Folded.Point([], [1, 2, 3], [3, 2, 1]).Epoch, Is.EqualTo(1));

    [Test]
    public void EpochsThatNotAllFoldsReachedDoNotCount() => Assert.That(Folded.Point([], [1, 2, 9, 9], [1, 2]).Epoch, Is.EqualTo(2));

    [Test]
    public void EpochsWithoutAScoreInAFoldDoNotCount()
    {
        Assert.That(Folded.Point([], [double.NaN, 2, 1], [9, 2, 9]).Epoch, Is.EqualTo(3));
        var none = Folded.Point([], [double.NaN], [1]);
        Assert.That((none.Epoch, none.Problem), Is.EqualTo(((int?)null, "no epoch has a score in all folds")));
    }

    [Test]
    public void TheStandardErrorIsTheDeviationByTheRootOfTheFolds()
    {
        var point = Folded.Point([], [1], [2], [3], [6]);
        Assert.That(point.Scores.Deviation, Is.EqualTo(Math.Sqrt(14.0 / 3)).Within(1e-12));
        Assert.That(point.Error, Is.EqualTo(Math.Sqrt(14.0 / 3) / 2).Within(1e-12));
    }

    [Test]
    public void RepeatsDoNotMakeTheStandardErrorSmaller()
    {
        // Variances 2 and 8 of two dealings with two folds each: their mean 5, by 2 folds.
        var point = Folded.Point(1, [], 2, [[1], [3], [0], [4]]);
        Assert.That(point.Error, Is.EqualTo(Math.Sqrt(2.5)).Within(1e-12));
        Assert.That(Folded.Point(1, [], 4, [[1], [3], [1], [3], [1], [3], [1], [3]]).Error, Is.EqualTo(Folded.Point(1, [], 1, [[1], [3]]).Error));
    }

    [Test]
    public void APointWithAFoldThatFailedHasNoScore()
    {
        var point = Folded.Point(1, [], 1, [[1, 2], [1]], failed: 1);
        Assert.That((point.Epoch, point.Problem), Is.EqualTo(((int?)null, "p1-r1-f2 failed: it broke")));
    }
}
