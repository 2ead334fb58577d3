using System.Text.Json.Nodes;

namespace MtlTorch.Experiments.Sweeps.Spaces;

/// <summary>A number from a range, both ends included.</summary>
/// <param name="Key">Path of the key.</param>
/// <param name="From">The smallest value.</param>
/// <param name="To">The largest value.</param>
/// <param name="Log">Whether equal ratios count the same, not equal differences.</param>
/// <param name="Step">Distance between values, counted from the smallest; null for any number. 1 for whole numbers without a step of their own.</param>
/// <param name="IsWhole">Whether the configuration wants a whole number.</param>
/// <param name="When">Where the key is set.</param>
public sealed record NumberDimension(string Key, double From, double To, bool Log, double? Step, bool IsWhole, IReadOnlyList<Condition> When) : Dimension(Key, When)
{
    private const int SignificantDigits = 15;

    /// <inheritdoc/>
    public override int? Cardinality => From == To ? 1 : Step is { } step && Steps(step) < int.MaxValue ? (int)Steps(step) + 1 : null;

    /// <summary>The smallest number on the scale of the dimension: its logarithm where ratios count. With steps it lies half a step below, so that each value has the same room.</summary>
    public double Low => Scale(From - (Step / 2 ?? 0));

    /// <summary>The largest number on the scale of the dimension.</summary>
    public double High => Scale(From + (Step is { } step ? Steps(step) * step + step / 2 : To - From));

    /// <summary>A value on the scale of the dimension.</summary>
    public double Scale(double value) => Log ? Math.Log(value) : value;

    /// <summary>The value of a number on the scale, at the nearest step, within the range.</summary>
    public double Unscale(double number)
    {
        var value = Log ? Math.Exp(number) : number;
        if (Step is { } step)
        {
            value = From + Math.Clamp(Math.Round((value - From) / step, MidpointRounding.AwayFromZero), 0, Steps(step)) * step;
        }

        return Tidy(Math.Clamp(value, From, To));
    }

    /// <inheritdoc/>
    public override double At(double share) => Unscale(Low + share * (High - Low));

    /// <inheritdoc/>
    public override double ShareOf(double value) => From == To ? 0.5 : Math.Clamp((Scale(value) - Low) / (High - Low), 0, 1);

    /// <inheritdoc/>
    public override JsonNode Json(double value) => IsWhole ? JsonValue.Create((long)value) : JsonValue.Create(value);

    /// <inheritdoc/>
    public override double? Number(JsonNode? json) =>
        json is JsonValue value && value.TryGetValue<double>(out var number) && number >= From && number <= To ? number : null;

    private double Steps(double step) => Math.Floor((To - From) / step + 1e-9);

    /// <summary>0.3 and not 0.30000000000000004: the value is written into configurations.</summary>
    private static double Tidy(double value)
    {
        if (value == 0)
        {
            return 0;
        }

        var digits = SignificantDigits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return digits is >= 0 and <= 15 ? Math.Round(value, digits) : value;
    }
}
