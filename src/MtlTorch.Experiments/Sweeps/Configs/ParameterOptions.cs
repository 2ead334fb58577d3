using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace MtlTorch.Experiments.Sweeps.Configs;

/// <summary>The values of one key of a sweep.</summary>
public abstract record ParameterOptions
{
    /// <summary>
    /// Values of other keys of the space, choices all of them, with which this key is set at all: { "balancing.kind": "cagrad" }, or one of several, { "balancing.kind": ["cagrad", "mgda"] }.
    /// Always if left out.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement> When { get; init; } = new Dictionary<string, JsonElement>();
}

/// <summary>One of some values without an order.</summary>
public sealed record ChoiceOptions : ParameterOptions
{
    /// <summary>The values: texts, numbers, true and false, null, lists, whole objects such as { "kind": "cosine" }.</summary>
    [MinLength(1)]
    public required IReadOnlyList<JsonElement> Values { get; init; }
}

/// <summary>A number from a range.</summary>
public sealed record FloatOptions : ParameterOptions
{
    /// <summary>The smallest value.</summary>
    public required double From { get; init; }

    /// <summary>The largest value.</summary>
    public required double To { get; init; }

    /// <summary>Whether equal ratios count the same, as of learning rates, and not equal differences.</summary>
    public bool Log { get; init; }

    /// <summary>Distance between the values that are tried, counted from the smallest; any number from the range if null. Goes without "log".</summary>
    [Range(0.0, int.MaxValue, MinimumIsExclusive = true)]
    public double? Step { get; init; }
}

/// <summary>A whole number from a range.</summary>
public sealed record IntOptions : ParameterOptions
{
    /// <summary>The smallest value.</summary>
    public required int From { get; init; }

    /// <summary>The largest value.</summary>
    public required int To { get; init; }

    /// <summary>Whether equal ratios count the same, as of numbers of units, and not equal differences.</summary>
    public bool Log { get; init; }

    /// <summary>Distance between the values that are tried, counted from the smallest. Goes without "log" unless it is 1.</summary>
    [Range(1, int.MaxValue)]
    public int Step { get; init; } = 1;
}
