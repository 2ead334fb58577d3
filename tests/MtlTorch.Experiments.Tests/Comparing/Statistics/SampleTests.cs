using MtlTorch.Experiments.Comparing.Statistics;

namespace MtlTorch.Experiments.Tests.Comparing.Statistics;

public sealed class SampleTests
{
    [Test]
    public void TheDeviationIsThatOfASample()
    {
        var sample = new Sample([2, 4, 4, 4, 5, 5, 7, 9]);

        Assert.That((sample.Count, sample.Mean), Is.EqualTo((8, 5.0)));
        Assert.That(sample.Deviation, Is.EqualTo(Math.Sqrt(32.0 / 7)).Within(1e-14));
    }

    [Test]
    public void OneValueHasNoDeviation() => Assert.That((new Sample([3]).Mean, new Sample([3]).Deviation), Is.EqualTo((3.0, (double?)null)));

    [Test]
    public void NoValueHasNoMean() => Assert.That(new Sample([]).Mean, Is.NaN);
}
