using System.Text.Json.Nodes;

namespace MtlTorch.Experiments.Sweeps.Spaces;

/// <summary>What a sweep varies.</summary>
/// <param name="dimensions">The keys, each after those that its conditions name.</param>
public sealed class SearchSpace(IReadOnlyList<Dimension> dimensions)
{
    /// <summary>The keys, each after those that its conditions name.</summary>
    public IReadOnlyList<Dimension> Dimensions => dimensions;

    /// <summary>Number of dimensions.</summary>
    public int Count => dimensions.Count;

    /// <summary>Whether a dimension is set, given the values of those before it.</summary>
    /// <param name="dimension">Index of the dimension.</param>
    /// <param name="values">The numbers so far, NaN where a dimension is not set.</param>
    public bool Applies(int dimension, IReadOnlyList<double> values) =>
        dimensions[dimension].When.All(c => c.Values.Contains(values[c.Parent]));

    /// <summary>The point of a value for each dimension; those whose conditions do not hold drop out.</summary>
    /// <param name="value">Gives the value of a dimension by its index; is asked for those alone that apply, one after the other.</param>
    public Point Build(Func<int, double> value)
    {
        var values = new double[Count];
        for (var i = 0; i < Count; i++)
        {
            values[i] = Applies(i, values) ? value(i) : double.NaN;
        }

        return new Point(values);
    }

    /// <summary>The point at a share of each dimension, from 0 to below 1.</summary>
    public Point At(IReadOnlyList<double> shares) => Build(i => dimensions[i].At(shares[i]));

    /// <summary>Number of different points; null where there are more than can be counted.</summary>
    public long? Cardinality()
    {
        try
        {
            return dimensions.All(d => d.Cardinality is not null) ? CountFrom(0, new double[Count]) : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>The values of a point by key, as configurations spell them; keys that are not set are left out.</summary>
    public JsonObject Write(Point point)
    {
        var json = new JsonObject();
        foreach (var (i, dimension) in dimensions.Index().Where(d => point.Has(d.Index)))
        {
            json[dimension.Key] = dimension.Json(point[i]);
        }

        return json;
    }

    /// <summary>The point of what <see cref="Write"/> wrote; null if it is none of this space.</summary>
    public Point? Read(JsonObject json)
    {
        var read = dimensions.Select(d => json.TryGetPropertyValue(d.Key, out var value) ? d.Number(value) : double.NaN).ToList();
        if (read.Any(v => v is null) || json.Any(m => dimensions.All(d => d.Key != m.Key)))
        {
            return null;
        }

        double[] values = [.. read.Select(v => v!.Value)];
        return Enumerable.Range(0, Count).All(i => Applies(i, values) != double.IsNaN(values[i])) ? new Point(values) : null;
    }

    /// <summary>The overrides that set a point's values, "path.to.key=value": whole objects before the keys in them, which would be lost with an object of another kind.</summary>
    public IReadOnlyList<string> Overrides(Point point) =>
        [.. dimensions.Index().Where(d => point.Has(d.Index)).OrderBy(d => d.Item.Key.Count(c => c is '.' or '[')).Select(d => $"{d.Item.Key}={d.Item.Json(point[d.Index])?.ToJsonString() ?? "null"}")];

    /// <summary>Points from a dimension on, given the values before it. Dimensions that nothing depends on multiply, so that only choices with dependents are walked.</summary>
    private long CountFrom(int dimension, double[] values)
    {
        if (dimension == Count)
        {
            return 1;
        }

        if (!Applies(dimension, values))
        {
            values[dimension] = double.NaN;
            return CountFrom(dimension + 1, values);
        }

        var cardinality = dimensions[dimension].Cardinality!.Value;
        if (!dimensions.Any(d => d.When.Any(c => c.Parent == dimension)))
        {
            return checked(cardinality * CountFrom(dimension + 1, values));
        }

        var sum = 0L;
        for (var i = 0; i < cardinality; i++)
        {
            values[dimension] = i;
            sum = checked(sum + CountFrom(dimension + 1, values));
        }

        return sum;
    }
}
