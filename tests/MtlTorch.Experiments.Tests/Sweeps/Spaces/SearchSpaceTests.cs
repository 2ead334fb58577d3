using System.Text.Json.Nodes;
using FsCheck.Fluent;
using MtlTorch.Experiments.Sweeps.Sampling;
using MtlTorch.Experiments.Sweeps.Spaces;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Sweeps.Spaces;

public sealed class SearchSpaceTests
{
    private static readonly SearchSpace Optimizers = new(
    [
        new ChoiceDimension("optimizer.kind", ["sgd", "adam"], []),
        new NumberDimension("optimizer.momentum", 0, 0.9, Log: false, Step: 0.3, IsWhole: false, [new Condition(0, [0])]),
        new NumberDimension("layers", 1, 3, Log: false, Step: 1, IsWhole: true, []),
    ]);

    [Test]
    public void The_points_of_branches_are_added() => Assert.That(Optimizers.Cardinality(), Is.EqualTo((4 + 1) * 3));

    [Test]
    public void A_space_with_a_range_cannot_be_counted() =>
        Assert.That(new SearchSpace([.. Optimizers.Dimensions, new NumberDimension("lr", 0, 1, Log: false, Step: null, IsWhole: false, [])]).Cardinality(), Is.Null);

    [Test]
    public void A_space_too_large_to_count_has_no_cardinality() => Assert.That(
        new SearchSpace([.. Enumerable.Range(0, 8).Select(i => new NumberDimension($"n{i}", 1, 1e9, Log: false, Step: 1, IsWhole: true, []))]).Cardinality(), Is.Null);

    [Test]
    public void What_does_not_apply_has_no_value()
    {
        var point = Optimizers.At([0.9, 0.5, 0.5]);

        Assert.That(point.Has(1), Is.False);
        Assert.That(Optimizers.Write(point).ToJsonString(), Is.EqualTo("""{"optimizer.kind":"adam","layers":2}"""));
        Assert.That(Optimizers.Overrides(point), Is.EqualTo(new[] { "layers=2", "optimizer.kind=\"adam\"" }));
    }

    [Test]
    public void What_was_written_is_read_again() => Properties.Hold(
        SomeSpaces.Any.SelectMany(space => Gen.Choose(0, int.MaxValue - 1).Select(seed => (space, seed))),
        drawn =>
        {
            var point = RandomSampler.Draw(drawn.space, new Draws(drawn.seed, "test"));
            var written = drawn.space.Write(point);

            Assert.That(drawn.space.Read(written), Is.EqualTo(point));
            Assert.That(drawn.space.Read(JsonNode.Parse(written.ToJsonString())!.AsObject()), Is.EqualTo(point), "by way of a file");
        });

    [TestCase("""{ "optimizer.kind": "adam", "layers": 2 }""", true)]
    [TestCase("""{ "optimizer.kind": "sgd", "optimizer.momentum": 0.3, "layers": 2 }""", true)]
    [TestCase("""{ "optimizer.kind": "sgd", "layers": 2 }""", false, TestName = "A value is missing")]
    [TestCase("""{ "optimizer.kind": "adam", "optimizer.momentum": 0.3, "layers": 2 }""", false, TestName = "A value does not apply")]
    [TestCase("""{ "optimizer.kind": "adam", "layers": 4 }""", false, TestName = "A value lies outside")]
    [TestCase("""{ "optimizer.kind": "lamb", "layers": 2 }""", false, TestName = "A choice is unknown")]
    [TestCase("""{ "optimizer.kind": "adam", "layers": 2, "lr": 1 }""", false, TestName = "A key is unknown")]
    public void Only_points_of_the_space_are_read(string json, bool isOne) =>
        Assert.That(Optimizers.Read(JsonNode.Parse(json)!.AsObject()), isOne ? Is.Not.Null : Is.Null);

    [Test]
    public void Points_with_equal_numbers_are_equal()
    {
        var (one, other) = (new Point([1, double.NaN]), new Point([1, double.NaN]));

        Assert.That(other, Is.EqualTo(one));
        Assert.That(other.GetHashCode(), Is.EqualTo(one.GetHashCode()));
        Assert.That(new Point([1, 0]), Is.Not.EqualTo(one));
        Assert.That(new Point([1]), Is.Not.EqualTo(new Point([1, 0])));
    }
}
