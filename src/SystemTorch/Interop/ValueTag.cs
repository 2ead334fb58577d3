namespace TorchSharp.Interop;

/// <summary>What a <see cref="Value"/> holds. Mirrors Tag in native/operators.cpp.</summary>
internal enum ValueTag
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    Device = 5,
    Generator = 6,

    /// <summary>Take the default that the operator's schema states.</summary>
    SchemaDefault = 7,

    // From here on the value is a list, whose elements lie elsewhere.
    IntList = 8,
    DoubleList = 9,
    TensorList = 10,
    Text = 11,
}
