using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Experiments.Comparing.Statistics;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Comparing.Statistics;

public sealed class PairedTestTests
{
    private static IEnumerable<TestCaseData> Recorded => Golden.Cases("paired_tests");

    /// <summary>Two to nine pairs of figures in thousandths, with some spread in their differences.</summary>
    private static Gen<(double First, double Second)[]> Pairs =>
        from count in Gen.Choose(2, 9)
        from figures in Gen.Choose(-1000, 1000).ArrayOf(2 * count)
        let pairs = figures.Chunk(2).Select(p => (p[0] / 1000.0, p[1] / 1000.0)).ToArray()
        where figures.Chunk(2).Select(p => p[0] - p[1]).Distinct().Count() > 1
        select pairs;

    [TestCaseSource(nameof(Recorded))]
    public void FiguresAreThoseOfSciPy(JsonElement row)
    {
        var test = PairedTest.Of([.. row.List<double>("first").Zip(row.List<double>("second"))])!;
        var deviation = row.Number("deviation");

        Assert.Multiple(() =>
        {
            Assert.That(test.Pairs, Is.EqualTo(row.List<double>("first").Length));
            Assert.That(test.Difference, Is.EqualTo(row.Number("difference")).Within(1e-9 * deviation));
            Assert.That(test.Lower, Is.EqualTo(row.Number("lower")).Within(1e-9 * deviation));
            Assert.That(test.Upper, Is.EqualTo(row.Number("upper")).Within(1e-9 * deviation));
            Assert.That(test.P, Is.EqualTo(row.Number("p")).Within(1e-6).Percent);
        });
    }

    [Test]
    public void ItIsAntisymmetric() => Properties.Hold(Pairs, pairs =>
    {
        var (test, swapped) = (PairedTest.Of(pairs)!, PairedTest.Of([.. pairs.Select(p => (p.Second, p.First))])!);

        Assert.That((swapped.Difference, swapped.Lower, swapped.Upper, swapped.P), Is.EqualTo((-test.Difference, -test.Upper, -test.Lower, test.P)));
    });

    [Test]
    public void ItDoesNotCareWhereTheFiguresLie() => Properties.Hold(Pairs, pairs =>
    {
        var (test, moved) = (PairedTest.Of(pairs)!, PairedTest.Of([.. pairs.Select((p, i) => (p.First + 10 * i, p.Second + 10 * i))])!);

        Assert.That(moved.Difference, Is.EqualTo(test.Difference).Within(1e-12));
        Assert.That(moved.Upper, Is.EqualTo(test.Upper).Within(1e-9));
        Assert.That(moved.P, Is.EqualTo(test.P).Within(1e-9));
    });

    [Test]
    public void TheUnitChangesTheIntervalButNotP() => Properties.Hold(Pairs, pairs =>
    {
        var (test, percent) = (PairedTest.Of(pairs)!, PairedTest.Of([.. pairs.Select(p => (100 * p.First, 100 * p.Second))])!);

        Assert.That(percent.Lower, Is.EqualTo(100 * test.Lower).Within(1e-9 * Math.Abs(test.Lower) * 100 + 1e-9));
        Assert.That(percent.P, Is.EqualTo(test.P).Within(1e-9));
    });

    [Test]
    public void TheIntervalHoldsZeroExactlyWherePIsAboveFivePercent() => Properties.Hold(Pairs, pairs =>
    {
        var test = PairedTest.Of(pairs)!;

        Assert.That(test.Lower < 0 && test.Upper > 0, Is.EqualTo(test.P > 0.05));
    });

    [Test]
    public void FewerThanTwoPairsPairNoTest() =>
        Assert.That((PairedTest.Of([]), PairedTest.Of([(1, 2)])), Is.EqualTo(((PairedTest?)null, (PairedTest?)null)));

    [Test]
    public void AFigureThatIsNotDefinedIsNotTested() => Assert.That(PairedTest.Of([(1, 2), (double.NaN, 2), (3, 5)]), Is.Null);

    [Test]
    public void EqualDifferencesHaveNoP()
    {
        // 0.97 - 0.96 and 0.98 - 0.97 differ in the last bits of their doubles: that is rounding, not spread.
        var test = PairedTest.Of([(0.97, 0.96), (0.98, 0.97), (0.99, 0.98)])!;

        Assert.That(test.P, Is.Null);
        Assert.That(test.Difference, Is.EqualTo(0.01).Within(1e-12));
        Assert.That((test.Lower, test.Upper), Is.EqualTo((test.Difference, test.Difference)));
    }
}
