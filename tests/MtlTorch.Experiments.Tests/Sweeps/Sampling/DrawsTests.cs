using MtlTorch.Experiments.Sweeps.Sampling;

namespace MtlTorch.Experiments.Tests.Sweeps.Sampling;

public sealed class DrawsTests
{
    private const int Count = 20_000;

    [Test]
    public void Equal_seeds_purposes_and_indices_give_equal_draws()
    {
        var bits = Bits(new Draws(1, "a", 2));

        Assert.That(Bits(new Draws(1, "a", 2)), Is.EqualTo(bits));
        Assert.That(Bits(new Draws(2, "a", 2)), Is.Not.EqualTo(bits));
        Assert.That(Bits(new Draws(1, "b", 2)), Is.Not.EqualTo(bits));
        Assert.That(Bits(new Draws(1, "a", 3)), Is.Not.EqualTo(bits));

        static ulong[] Bits(Draws draws) => [draws.Bits(), draws.Bits(), draws.Bits()];
    }

    [Test]
    public void SplitMix_is_that_of_its_authors()
    {
        // The first outputs for the state 1234567, as in the test vectors of Rosetta Code.
        Assert.That(Draws.Scatter(1234567), Is.EqualTo(6457827717110365317));
        Assert.That(Draws.Scatter(1234567 + 0x9E3779B97F4A7C15), Is.EqualTo(3203168211198807973));
    }

    [Test]
    public void Uniform_numbers_are_uniform()
    {
        var draws = new Draws(1, "uniform");
        double[] numbers = [.. Enumerable.Range(0, Count).Select(_ => draws.Uniform())];

        Assert.That(numbers, Is.All.InRange(0, 1).And.All.Not.EqualTo(1));
        Assert.That(Chi(numbers.GroupBy(n => (int)(n * 10)).Select(g => (double)g.Count()), Count / 10.0), Is.LessThan(27.9), "chi-squared, 9 degrees of freedom, 0.1 %");
    }

    [Test]
    public void Indices_have_the_same_chance()
    {
        var draws = new Draws(1, "index");

        Assert.That(Chi(Enumerable.Range(0, Count).GroupBy(_ => draws.Index(7)).Select(g => (double)g.Count()), Count / 7.0), Is.LessThan(22.5), "chi-squared, 6 degrees of freedom, 0.1 %");
        Assert.That(() => draws.Index(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Weighted_indices_have_the_chance_of_their_weights()
    {
        var draws = new Draws(1, "weighted");
        var counts = Enumerable.Range(0, Count).CountBy(_ => draws.Weighted([1, 0, 3])).ToDictionary();

        Assert.That(counts.Keys, Is.EquivalentTo(new[] { 0, 2 }));
        Assert.That((double)counts[2] / Count, Is.EqualTo(0.75).Within(0.01));
    }

    [Test]
    public void Normal_numbers_have_the_moments_of_the_normal_distribution()
    {
        var draws = new Draws(1, "normal");
        double[] numbers = [.. Enumerable.Range(0, Count).Select(_ => draws.Normal())];

        Assert.That(numbers.Average(), Is.EqualTo(0).Within(0.03));
        Assert.That(numbers.Average(n => n * n), Is.EqualTo(1).Within(0.04));
        Assert.That(numbers.Average(n => n * n * n * n), Is.EqualTo(3).Within(0.3));
    }

    [TestCase(0.1, 0.05)]
    [TestCase(0, 0.3)]
    [TestCase(1, 2)]
    public void Truncated_normal_numbers_are_distributed_as_their_density_says(double mean, double deviation)
    {
        var draws = new Draws(1, "truncated");
        double[] numbers = [.. Enumerable.Range(0, Count).Select(_ => draws.TruncatedNormal(mean, deviation, 0, 1)).Order()];

        Assert.That(numbers, Is.All.InRange(0, 1));
        foreach (var share in new[] { 0.1, 0.3, 0.5, 0.7, 0.9 })
        {
            var below = Gaussian.Mass(-mean / deviation, (numbers[(int)(share * Count)] - mean) / deviation) / Gaussian.Mass(-mean / deviation, (1 - mean) / deviation);
            Assert.That(below, Is.EqualTo(share).Within(0.012), "Kolmogorov and Smirnov, 1 %");
        }
    }

    [Test]
    public void Every_order_comes_out_of_the_shuffle()
    {
        var draws = new Draws(1, "shuffle");
        var counts = Enumerable.Range(0, 6000).Select(_ =>
        {
            int[] order = [1, 2, 3];
            draws.Shuffle<int>(order);
            return string.Join("", order);
        }).CountBy(o => o).ToDictionary();

        Assert.That(counts, Has.Count.EqualTo(6));
        Assert.That(counts.Values, Is.All.InRange(880, 1120));
    }

    // Python's math.erfc.
    [TestCase(0, 1)]
    [TestCase(0.5, 0.4795001221869535)]
    [TestCase(1.9999, 0.004679802092970608)]
    [TestCase(2, 0.004677734981047265)]
    [TestCase(5, 1.5374597944280351e-12)]
    [TestCase(10, 2.088487583762545e-45)]
    [TestCase(-1, 1.842700792949715)]
    public void The_error_function_is_exact(double x, double expected) => Assert.That(Gaussian.ErrorComplement(x), Is.EqualTo(expected).Within(1e-12 * expected));

    private static double Chi(IEnumerable<double> counts, double expected) => counts.Sum(c => (c - expected) * (c - expected) / expected);
}
