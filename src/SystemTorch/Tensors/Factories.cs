namespace TorchSharp;

// Tensors from managed memory, and what the generated factories forward to.
public static partial class torch
{
    private static Tensor FromNumber<T>(T number, ScalarType? dtype, Device device, bool requires_grad) where T : unmanaged
        => FromElements(new ReadOnlySpan<T>(in number), [], dtype, device, requires_grad, null);

    private static Tensor FromArray<T>(Array array, ScalarType? dtype, Device device, bool requires_grad, string[] names)
        where T : unmanaged
    {
        var sizes = new long[array.Rank];
        for (int i = 0; i < sizes.Length; i++)
            sizes[i] = array.GetLongLength(i);
        ref T first = ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array));
        return FromElements(MemoryMarshal.CreateReadOnlySpan(ref first, array.Length), sizes, dtype, device, requires_grad, names);
    }

    // An array cannot be passed as a span of a type that is still to be inferred.
    private static Tensor FromElements<T>(
        T[] elements, ReadOnlySpan<long> sizes, ScalarType? dtype, Device device, bool requires_grad, string[] names) where T : unmanaged
        => FromElements((ReadOnlySpan<T>)elements, sizes, dtype, device, requires_grad, names);

    private static Tensor FromElements<T>(
        ReadOnlySpan<T> elements, ReadOnlySpan<long> sizes, ScalarType? dtype, Device device, bool requires_grad,
        string[] names) where T : unmanaged
    {
        Unsupported.MustBeNull(names, nameof(names));
        var type = ElementTypes.Of<T>();
        // TorchSharp sets requires_grad before it converts, so integers fail whatever the type wanted.
        if (requires_grad && !ElementTypes.IsFloatingPoint(type))
            throw new ExternalException("Only Tensors of floating point and complex dtype can require gradients");
        var tensor = CopyToTensor(elements, sizes, type);
        if ((dtype ?? type) != type || (device ?? CPU).type != DeviceType.CPU)
            tensor = tensor.To(dtype ?? type, device, copy: false, disposeAfter: true, non_blocking: false);
        return tensor.RequiringGrad(requires_grad);
    }

    private static unsafe Tensor CopyToTensor<T>(ReadOnlySpan<T> elements, ReadOnlySpan<long> sizes, ScalarType type) where T : unmanaged
    {
        long count = 1;
        foreach (var size in sizes)
            count *= size;
        if (count != elements.Length)
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {count} vs. {elements.Length}");
        nint handle;
        void* memory;
        fixed (long* start = sizes)
            NativeError.Check(Native.st_empty_cpu(start, sizes.Length, (int)type, &handle, &memory));
        elements.CopyTo(new Span<T>(memory, elements.Length));
        return new Tensor(handle);
    }

    // As in TorchSharp, one tensor alone is not copied.
    private static Tensor Concatenation(IList<Tensor> tensors, long dim) => tensors.Count switch
    {
        0 => throw new ArgumentException("There must be at least one tensor to concatenate", nameof(tensors)),
        1 => tensors[0].alias(),
        _ => Operators.cat.Call(Argument.Tensors(tensors), dim),
    };

    private static ScalarType TypeOfRange(Scalar start, Scalar stop, Scalar step)
        => start.IsFloatingPoint || stop.IsFloatingPoint || step.IsFloatingPoint ? ScalarType.Float32 : ScalarType.Int64;
}
