using System.Text.Json.Nodes;

namespace MtlTorch.Experiments.Sweeps.Spaces;

/// <summary>One key of the configuration that a sweep varies. Within a sweep its value is a number: of a choice the index, else the value itself.</summary>
/// <param name="Key">Path of the key, as for --set: "optimizer.lr".</param>
/// <param name="When">What must be chosen elsewhere so that this key is set at all; empty for always.</param>
public abstract record Dimension(string Key, IReadOnlyList<Condition> When)
{
    /// <summary>Number of different values; null where there are more than can be counted.</summary>
    public abstract int? Cardinality { get; }

    /// <summary>The value at a share of the way from the first to the last one, evenly on the scale of the dimension: a uniform share gives each value the same chance.</summary>
    /// <param name="share">From 0 to below 1.</param>
    public abstract double At(double share);

    /// <summary>The middle of the shares that <see cref="At"/> turns into a value.</summary>
    /// <param name="value">A value of the dimension.</param>
    public abstract double ShareOf(double value);

    /// <summary>As the configuration spells a value.</summary>
    public abstract JsonNode? Json(double value);

    /// <summary>The number of a value as the configuration spells it; null if it is none of the dimension's.</summary>
    public abstract double? Number(JsonNode? json);
}

/// <summary>A dimension is set where another one has one of some values.</summary>
/// <param name="Parent">Index of the other dimension, a choice.</param>
/// <param name="Values">Its values, as indices.</param>
public sealed record Condition(int Parent, IReadOnlyList<double> Values);
