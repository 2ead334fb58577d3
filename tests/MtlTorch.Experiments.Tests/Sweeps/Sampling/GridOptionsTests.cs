using MtlTorch.Experiments.Sweeps.Sampling;
using MtlTorch.Experiments.Sweeps.Spaces;
using MtlTorch.Experiments.Tests.Sweeps.Spaces;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Sweeps.Sampling;

public sealed class GridOptionsTests
{
    [Test]
    public void The_grid_of_a_countable_space_is_all_of_it_without_duplicates([Values] bool shuffle) => Properties.Hold(SomeSpaces.Countable, space =>
    {
        var points = All(new GridOptions { Shuffle = shuffle }, space);

        Assert.That(points, Has.Count.EqualTo(space.Cardinality()));
        Assert.That(points, Is.Unique);
        foreach (var point in points)
        {
            PointAssert.Lies(point, space);
        }
    });

    [Test]
    public void The_last_key_changes_fastest_and_what_does_not_apply_is_not_gone_through()
    {
        var space = new SearchSpace(
        [
            new ChoiceDimension("kind", ["a", "b"], []),
            new NumberDimension("only-a", 1, 2, Log: false, Step: 1, IsWhole: true, [new Condition(0, [0])]),
            new NumberDimension("lr", 1e-3, 1e-1, Log: true, Step: null, IsWhole: false, []),
        ]);

        var points = All(new GridOptions { Points = 2 }, space).Select(p => space.Write(p).ToJsonString());

        Assert.That(points, Is.EqualTo(new[]
        {
            """{"kind":"a","only-a":1,"lr":0.001}""", """{"kind":"a","only-a":1,"lr":0.1}""", """{"kind":"a","only-a":2,"lr":0.001}""",
            """{"kind":"a","only-a":2,"lr":0.1}""", """{"kind":"b","lr":0.001}""", """{"kind":"b","lr":0.1}""",
        }));
    }

    [Test]
    public void A_single_point_of_a_range_is_its_middle()
    {
        var space = new SearchSpace([new NumberDimension("n", 0, 8, Log: false, Step: null, IsWhole: false, [])]);

        Assert.That(All(new GridOptions { Points = 1 }, space), Is.EqualTo(new[] { new Point([4]) }));
        Assert.That(All(new GridOptions(), space), Is.EqualTo(new double[] { 0, 2, 4, 6, 8 }.Select(v => new Point([v]))));
    }

    [Test]
    public void Orders_differ_with_the_seed()
    {
        var space = new SearchSpace([new NumberDimension("n", 1, 50, Log: false, Step: 1, IsWhole: true, [])]);
        var options = new GridOptions { Shuffle = true };

        Assert.That(All(options, space, seed: 1), Is.Not.EqualTo(All(options, space, seed: 2)));
    }

    [Test]
    public void A_grid_that_cannot_be_counted_is_refused()
    {
        var space = new SearchSpace([.. Enumerable.Range(0, 20).Select(i => new NumberDimension($"n{i}", 0, 1, Log: false, Step: 0.001, IsWhole: false, []))]);

        Assert.That(() => new GridOptions().Create(space, 1, 1), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("more than"));
        Assert.That(() => new GridOptions { Shuffle = true }.Create(new SearchSpace([.. space.Dimensions.Take(3)]), 1, 1),
            Throws.TypeOf<InvalidOptionException>().With.Message.StartsWith("shuffle: the grid has 1003003001 points"));
    }

    private static List<Point> All(GridOptions options, SearchSpace space, long seed = 1)
    {
        var sampler = options.Create(space, seed, 1);
        var points = new List<Point>();
        while (sampler.Next(points.Count + 1, []) is { } point)
        {
            points.Add(point);
        }

        return points;
    }
}
