using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Tests.Sweeps.Spaces;

/// <summary>Search spaces for tests.</summary>
internal static class SomeSpaces
{
    /// <summary>Spaces of one to six dimensions of every kind, with conditions on choices before them, also nested ones.</summary>
    public static Gen<SearchSpace> Any => Of(Kinds);

    /// <summary>The same with dimensions that can be counted, of few values each.</summary>
    public static Gen<SearchSpace> Countable => Of(CountableKinds);

    /// <summary>Spaces of numbers alone, without conditions.</summary>
    public static Gen<SearchSpace> Numbers => Gen.Choose(1, 5).SelectMany(count => Gen.Elements(NumberKinds).ArrayOf(count))
        .Select(kinds => new SearchSpace([.. kinds.Select((k, i) => k($"n{i}", []))]));

    private static readonly Func<string, IReadOnlyList<Condition>, Dimension>[] CountableKinds =
    [
        (key, when) => new ChoiceDimension(key, [1, "a", null], when),
        (key, when) => new ChoiceDimension(key, [true], when),
        (key, when) => new ChoiceDimension(key, [JsonNode.Parse("[1, 2]"), JsonNode.Parse("""{ "kind": "x" }"""), 0.5, "b"], when),
        (key, when) => new NumberDimension(key, 1, 4, Log: false, Step: 1, IsWhole: true, when),
        (key, when) => new NumberDimension(key, 1, 5, Log: true, Step: 1, IsWhole: true, when),
        (key, when) => new NumberDimension(key, 0.1, 0.55, Log: false, Step: 0.1, IsWhole: false, when),
        (key, when) => new NumberDimension(key, 2, 7, Log: true, Step: 4, IsWhole: false, when),
        (key, when) => new NumberDimension(key, 3, 3, Log: false, Step: null, IsWhole: false, when),
    ];

    private static readonly Func<string, IReadOnlyList<Condition>, Dimension>[] NumberKinds =
    [
        (key, when) => new NumberDimension(key, -5, 10, Log: false, Step: null, IsWhole: false, when),
        (key, when) => new NumberDimension(key, 1e-6, 0.1, Log: true, Step: null, IsWhole: false, when),
        (key, when) => new NumberDimension(key, 1, 100_000, Log: true, Step: 1, IsWhole: true, when),
        (key, when) => new NumberDimension(key, -3, 30, Log: false, Step: 3, IsWhole: true, when),
        (key, when) => new NumberDimension(key, 0, 0.9, Log: false, Step: 0.05, IsWhole: false, when),
    ];

    private static readonly Func<string, IReadOnlyList<Condition>, Dimension>[] Kinds = [.. CountableKinds, .. NumberKinds];

    private static Gen<SearchSpace> Of(Func<string, IReadOnlyList<Condition>, Dimension>[] kinds) =>
        from count in Gen.Choose(1, 6)
        from chosen in Gen.Elements(kinds).ArrayOf(count)
        from seeds in Gen.Choose(0, int.MaxValue - 1).ArrayOf(count)
        select Build(chosen, seeds);

    /// <summary>Two of three dimensions behind a choice depend on it, and on some of its values.</summary>
    private static SearchSpace Build(Func<string, IReadOnlyList<Condition>, Dimension>[] kinds, int[] seeds)
    {
        var dimensions = new List<Dimension>();
        foreach (var (kind, seed) in kinds.Zip(seeds))
        {
            int[] choices = [.. dimensions.Index().Where(d => d.Item is ChoiceDimension).Select(d => d.Index)];
            IReadOnlyList<Condition> when = [];
            if (choices.Length > 0 && seed % 3 > 0)
            {
                var parent = choices[seed / 3 % choices.Length];
                var values = dimensions[parent].Cardinality!.Value;
                when = [new Condition(parent, [.. Enumerable.Range(0, values).Where(v => ((seed / 64) >> v) % 2 == 0).Select(v => (double)v).DefaultIfEmpty(seed % values)])];
            }

            dimensions.Add(kind($"k{dimensions.Count}", when));
        }

        return new SearchSpace(dimensions);
    }
}

/// <summary>What every point of a space must be.</summary>
internal static class PointAssert
{
    /// <summary>A dimension has a value exactly where it applies, and one of its own.</summary>
    public static void Lies(Point point, SearchSpace space)
    {
        double[] values = [.. Enumerable.Range(0, space.Count).Select(i => point[i])];
        Assert.That(point.Count, Is.EqualTo(space.Count));
        for (var i = 0; i < space.Count; i++)
        {
            Assert.That(point.Has(i), Is.EqualTo(space.Applies(i, values)), $"{space.Dimensions[i]}: {string.Join(", ", values)}");
            if (point.Has(i))
            {
                Assert.That(space.Dimensions[i].Number(space.Dimensions[i].Json(point[i])), Is.EqualTo(point[i]), space.Dimensions[i].ToString());
            }
        }
    }
}
