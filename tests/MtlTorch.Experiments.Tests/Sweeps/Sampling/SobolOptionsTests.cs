using MtlTorch.Experiments.Sweeps.Sampling;
using MtlTorch.Experiments.Sweeps.Sampling.Sobol;
using MtlTorch.Experiments.Sweeps.Spaces;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Sweeps.Sampling;

public sealed class SobolOptionsTests
{
    private static IEnumerable<TestCaseData> Recorded => Golden.Cases("sobol");

    [TestCaseSource(nameof(Recorded))]
    public void Plain_points_are_those_of_PyTorch(System.Text.Json.JsonElement row)
    {
        var sequence = new SobolSequence(row.Whole("dimensions"), seed: null);

        Assert.That(sequence.At(row.Whole("index")), Is.EqualTo(row.List<double>("point")).Within(1e-9));
    }

    [Test]
    public void Each_interval_of_each_coordinate_has_one_point([Values] bool scrambled)
    {
        var sequence = new SobolSequence(JoeKuo.MostDimensions, scrambled ? 17 : null);
        double[][] points = [.. Enumerable.Range(0, 256).Select(i => sequence.At(i))];

        Assert.That(points.SelectMany(p => p), Is.All.InRange(0, 1).And.All.Not.EqualTo(1));
        for (var d = 0; d < JoeKuo.MostDimensions; d++)
        {
            Assert.That(points.Select(p => (int)(p[d] * 256)), Is.EquivalentTo(Enumerable.Range(0, 256)), $"coordinate {d}");
        }
    }

    [Test]
    public void Each_box_of_the_first_two_coordinates_has_one_point([Values] bool scrambled)
    {
        var sequence = new SobolSequence(2, scrambled ? 5 : null);
        double[][] points = [.. Enumerable.Range(0, 64).Select(i => sequence.At(i))];

        foreach (var (wide, high) in new[] { (2, 32), (4, 16), (8, 8), (16, 4), (32, 2) })
        {
            Assert.That(points.Select(p => ((int)(p[0] * wide) * high) + (int)(p[1] * high)), Is.Unique, $"{wide} x {high} boxes");
        }
    }

    [Test]
    public void Scrambled_points_are_uniform_on_average()
    {
        var firsts = Enumerable.Range(0, 2000).Select(seed => new SobolSequence(2, (ulong)seed).At(3)).ToList();

        Assert.That(firsts.Average(p => p[0]), Is.EqualTo(0.5).Within(0.025));
        Assert.That(firsts.Average(p => p[1]), Is.EqualTo(0.5).Within(0.025));
        Assert.That(firsts.Average(p => p[0] * p[1]), Is.EqualTo(0.25).Within(0.025));
    }

    [Test]
    public void More_keys_than_the_table_has_are_refused()
    {
        var space = new SearchSpace([.. Enumerable.Range(0, 65).Select(i => new NumberDimension($"n{i}", 0, 1, Log: false, Step: null, IsWhole: false, []))]);

        Assert.That(() => new SobolOptions().Create(space, 1, 1),
            Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo("the space has 65 keys, and Sobol's sequence at most 64; use the sampler \"random\" or \"tpe\", or vary fewer keys."));
    }
}
