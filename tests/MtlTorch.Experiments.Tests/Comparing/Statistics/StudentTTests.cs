using System.Text.Json;
using MtlTorch.Experiments.Comparing.Statistics;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Comparing.Statistics;

public sealed class StudentTTests
{
    private static IEnumerable<TestCaseData> Recorded => Golden.Cases("student_t");

    [TestCaseSource(nameof(Recorded))]
    public void TheTailsAreThoseOfSciPy(JsonElement row)
    {
        var (t, expected) = (row.List<double>("t"), row.List<double>("twoSided"));

        Assert.Multiple(() =>
        {
            foreach (var (value, p) in t.Zip(expected))
            {
                Assert.That(StudentT.TwoSided(value, row.Whole("degrees")), Is.EqualTo(p).Within(1e-11).Percent, $"t = {value}");
            }
        });
    }

    [TestCaseSource(nameof(Recorded))]
    public void TheBoundsAreThoseOfSciPy(JsonElement row)
    {
        var (coverage, expected) = (row.List<double>("coverage"), row.List<double>("bound"));

        Assert.Multiple(() =>
        {
            foreach (var (share, bound) in coverage.Zip(expected))
            {
                Assert.That(StudentT.Bound(share, row.Whole("degrees")), Is.EqualTo(bound).Within(1e-11 * Math.Max(1, bound)), $"coverage {share}");
            }
        });
    }

    [Test]
    public void TheBoundLeavesWhatItShouldOutside()
    {
        foreach (var degrees in new[] { 1, 2, 7, 100 })
        {
            Assert.That(StudentT.TwoSided(StudentT.Bound(0.95, degrees), degrees), Is.EqualTo(0.05).Within(1e-14));
        }
    }

    [Test]
    public void BeyondAllNumbersNothingIsLeft() =>
        Assert.That((StudentT.TwoSided(double.PositiveInfinity, 3), StudentT.TwoSided(double.NaN, 3)), Is.EqualTo((0.0, double.NaN)));

    [TestCase(0)]
    [TestCase(-1)]
    public void ThereIsAtLeastOneDegreeOfFreedom(int degrees) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.TwoSided(1, degrees));
}
