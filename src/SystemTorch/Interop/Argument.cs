using System.Text;

namespace TorchSharp.Interop;

/// <summary>
/// One argument of an operator call: the value, and the managed object it comes from. Holding the object keeps a tensor
/// from being finalized while native code uses it, and lets <see cref="Operator"/> copy a list out only when it calls.
/// </summary>
internal readonly struct Argument
{
    internal readonly object Owner;
    internal readonly Value Value;

    private Argument(object owner, Value value)
    {
        Owner = owner;
        Value = value;
    }

    private static Argument List(ValueTag tag, Array elements)
        => elements is null ? default : new(elements, new Value { Tag = tag, Length = elements.Length });

    /// <summary>The default that the operator's schema states.</summary>
    internal static Argument SchemaDefault => new(null, new Value { Tag = ValueTag.SchemaDefault });

    internal static Argument None => default;

    /// <summary>A tensor that must be there: null raises the NullReferenceException that TorchSharp raises.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Argument Required(Tensor tensor) => new(tensor, new Value { Tag = ValueTag.Tensor, Pointer = tensor.Handle });

    /// <summary>A tensor of booleans, as TorchSharp demands before LibTorch sees it.</summary>
    internal static Argument Mask(Tensor condition)
        => condition.dtype == ScalarType.Bool
            ? condition
            : throw new ArgumentException($"The condition should be a tensor of booleans. Found {condition.dtype}.", nameof(condition));

    /// <summary>A number that must be there.</summary>
    internal static Argument Required(Scalar number) => new(null, number.Value);

    // null takes the schema's default where the schema has one instead of an optional argument.
    internal static Argument OrDefault(long? value) => value is { } given ? given : SchemaDefault;
    internal static Argument OrDefault(double? value) => value is { } given ? given : SchemaDefault;
    internal static Argument OrDefault(bool? value) => value is { } given ? given : SchemaDefault;
    internal static Argument OrDefault(Scalar value) => value is null ? SchemaDefault : value;
    internal static Argument OrDefault(string value) => value is null ? SchemaDefault : value;
    internal static Argument OrDefault(long[] value) => value is null ? SchemaDefault : value;
    internal static Argument OrDefault(double[] value) => value is null ? SchemaDefault : value;
    internal static Argument OrDefault(ReadOnlySpan<long> value) => value.IsEmpty ? SchemaDefault : value.ToArray();

    /// <summary>One number for an argument of several entries: each takes it.</summary>
    internal static Argument Repeat(long? value, int count)
    {
        if (value is not { } given)
            return SchemaDefault;
        var entries = new long[count];
        Array.Fill(entries, given);
        return entries;
    }

    internal static Argument Pair((long, long)? value)
        => value is { } given ? new[] { given.Item1, given.Item2 } : SchemaDefault;

    internal static Argument Triple((long, long, long)? value)
        => value is { } given ? new[] { given.Item1, given.Item2, given.Item3 } : SchemaDefault;

    internal static Argument Longs(IEnumerable<long> value) => value?.ToArray();
    internal static Argument Longs(int[] value) => value is null ? default : Array.ConvertAll(value, i => (long)i);

    internal static Argument Tensors(Tensor[] tensors) => List(ValueTag.TensorList, tensors);
    internal static Argument Tensors(ReadOnlySpan<Tensor> tensors) => List(ValueTag.TensorList, tensors.ToArray());
    internal static Argument Tensors(IEnumerable<Tensor> tensors) => List(ValueTag.TensorList, tensors as Tensor[] ?? tensors.ToArray());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Argument(Tensor tensor) => tensor is null ? default : Required(tensor);

    public static implicit operator Argument(int value) => (long)value;
    public static implicit operator Argument(long value) => new(null, new Value { Tag = ValueTag.Int, Integer = value });
    public static implicit operator Argument(long? value) => value is { } given ? given : default(Argument);
    public static implicit operator Argument(double value) => new(null, new Value { Tag = ValueTag.Double, Number = value });
    public static implicit operator Argument(double? value) => value is { } given ? given : default(Argument);
    public static implicit operator Argument(bool value) => new(null, new Value { Tag = ValueTag.Bool, Integer = value ? 1 : 0 });
    public static implicit operator Argument(bool? value) => value is { } given ? given : default(Argument);
    public static implicit operator Argument(Scalar value) => value is null ? default : Required(value);
    public static implicit operator Argument(ScalarType value) => (long)value;
    public static implicit operator Argument(ScalarType? value) => value is { } given ? given : default(Argument);
    public static implicit operator Argument(nn.Reduction value) => (long)value;
    public static implicit operator Argument(long[] value) => List(ValueTag.IntList, value);
    public static implicit operator Argument(ReadOnlySpan<long> value) => value.ToArray();
    public static implicit operator Argument(Size value) => value.Shape;
    public static implicit operator Argument(double[] value) => List(ValueTag.DoubleList, value);

    public static implicit operator Argument(string value)
        => value is null ? default : List(ValueTag.Text, Encoding.UTF8.GetBytes(value));

    public static implicit operator Argument(Device value)
        => value is null ? default : new(null, new Value { Tag = ValueTag.Device, Integer = value.Packed });

    public static implicit operator Argument(Generator value)
        => value is null ? default : new(value, new Value { Tag = ValueTag.Generator, Pointer = value.Handle });
}
