namespace TorchSharp;

/// <summary>A number handed to an operator. Its conversions from numbers are generated.</summary>
public sealed partial class Scalar : IDisposable
{
    internal readonly Value Value;

    private Scalar(long value, ScalarType type)
    {
        Value = new Value { Tag = ValueTag.Int, Integer = value };
        Type = type;
    }

    private Scalar(double value)
    {
        Value = new Value { Tag = ValueTag.Double, Number = value };
        Type = ScalarType.Float64;
    }

    private Scalar(bool value)
    {
        Value = new Value { Tag = ValueTag.Bool, Integer = value ? 1 : 0 };
        Type = ScalarType.Bool;
    }

    public ScalarType Type { get; }

    internal bool IsFloatingPoint => Value.Tag == ValueTag.Double;

    internal double AsDouble => IsFloatingPoint ? Value.Number : Value.Integer;

    internal long AsLong => IsFloatingPoint ? (long)Value.Number : Value.Integer;

    /// <summary>Nothing is held; TorchSharp's numbers are native objects and callers dispose of them.</summary>
    public void Dispose()
    {
    }
}
