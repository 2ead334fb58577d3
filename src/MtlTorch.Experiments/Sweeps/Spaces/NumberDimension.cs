using System.Globalization;
using System.Text.Json;
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
    /// <summary>Largest distance of a value from its step that is a matter of rounding, in steps.</summary>
    private const double Rounding = 1e-6;

    /// <inheritdoc/>
    public override int? Cardinality => From == To ? 1 : Step is { } step && Steps(step) < int.MaxValue ? (int)Steps(step) + 1 : null;

    /// <summary>
    /// The smallest number on the scale of the dimension: its logarithm where ratios count. With steps it lies half a step below, so that each value has the same room; where ratios
    /// count as far below as half a step above, because half a step below may be 0.
    /// </summary>
    public double Low => Step is { } step ? (Log ? (2 * Math.Log(From)) - Math.Log(From + (step / 2)) : From - (step / 2)) : Scale(From);

    /// <summary>The largest number on the scale of the dimension, with steps half a step above.</summary>
    public double High => Scale(Step is { } step ? From + (Steps(step) * step) + (step / 2) : To);

    /// <summary>A value on the scale of the dimension.</summary>
    public double Scale(double value) => Log ? Math.Log(value) : value;

    /// <summary>The value of a number on the scale, at the nearest step, within the range.</summary>
    public double Unscale(double number)
    {
        var value = Log ? Math.Exp(number) : number;
        return Step is { } step
            ? AtStep(Math.Clamp(Math.Round((value - From) / step, MidpointRounding.AwayFromZero), 0, Steps(step)), step)
            : Math.Clamp(Tidy(value), From, To);
    }

    /// <summary>The room of a value on the scale, from its lower to its upper end: that of the numbers from which <see cref="Unscale"/> makes it. Without steps it is the value alone.</summary>
    public (double Low, double High) Room(double value) => Step is not { } step
        ? (Scale(value), Scale(value))
        : (value <= From ? Low : Scale(value - (step / 2)), Math.Min(High, Scale(value + (step / 2))));

    /// <inheritdoc/>
    public override double At(double share) => Unscale(Low + (share * (High - Low)));

    /// <inheritdoc/>
    public override double ShareOf(double value)
    {
        var (low, high) = Room(value);
        return From == To ? 0.5 : Math.Clamp((((low + high) / 2) - Low) / (High - Low), 0, 1);
    }

    /// <inheritdoc/>
    public override JsonNode Json(double value) => IsWhole ? JsonValue.Create((long)value) : JsonValue.Create(value);

    /// <inheritdoc/>
    public override double? Number(JsonNode? json)
    {
        // A number of a tree made here keeps its own kind, and gives itself out as nothing else: its text does.
        if (json?.GetValueKind() != JsonValueKind.Number || !double.TryParse(json.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        return number >= From && number <= To && IsAtStep(number) ? number : null;
    }

    /// <summary>The value at a step.</summary>
    /// <param name="index">Number of the step, from 0.</param>
    /// <param name="step">The distance between values.</param>
    internal double AtStep(double index, double step) => Math.Clamp(Tidy(From + (index * step)), From, To);

    private bool IsAtStep(double number) =>
        Step is not { } step || From == To || Math.Abs(((number - From) / step) - Math.Round((number - From) / step)) < Rounding;

    private double Steps(double step) => Math.Floor(((To - From) / step) + Rounding);

    /// <summary>0.3 and not 0.30000000000000004: the value is written into configurations.</summary>
    private static double Tidy(double value) => double.Parse(value.ToString("G15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
