using System.Collections;

namespace TorchSharp.Utils;

/// <summary>The elements of a tensor on the CPU, in the order of its indices whatever its strides. Writing writes the tensor.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly Tensor tensor;
    private readonly long[] shape;
    private readonly long[] strides;
    private readonly bool contiguous;

    internal TensorAccessor(Tensor tensor)
    {
        tensor.RequireCpu();
        this.tensor = tensor;
        shape = tensor.shape;
        strides = tensor.stride();
        contiguous = tensor.is_contiguous();
    }

    public long Count => tensor.numel();

    public bool IsReadOnly => false;

    /// <summary>One index counts through all elements; several are one for each dimension.</summary>
    public unsafe T this[params long[] indices]
    {
        get
        {
            var element = ((T*)tensor.DataPointer())[OffsetOf(indices)];
            GC.KeepAlive(tensor);
            return element;
        }

        set
        {
            ((T*)tensor.DataPointer())[OffsetOf(indices)] = value;
            GC.KeepAlive(tensor);
        }
    }

    /// <summary>All elements. Where there are none, TorchSharp knows only a vector of length 0.</summary>
    public T[] ToArray()
    {
        if (shape.Length > 1 && Count == 0)
            throw new ArgumentOutOfRangeException(null, "An empty tensor of several dimensions has no element to begin with.");
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    /// <summary>Copies from the tensor's element `tensorIndex` on, until either end.</summary>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <inheritdoc cref="CopyTo(T[], int, long)"/>
    public unsafe void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var destination = array[arrayIndex..];
        int count = CountFrom(tensorIndex, destination.Length);
        var elements = (T*)tensor.DataPointer();
        if (contiguous)
            new Span<T>(elements + tensorIndex, count).CopyTo(destination);
        else
            for (int i = 0; i < count; i++)
                destination[i] = elements[OffsetOf(tensorIndex + i)];
        GC.KeepAlive(tensor);
    }

    /// <summary>Copies to the tensor's element `tensorIndex` and what follows, until either end.</summary>
    public unsafe void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        int count = CountFrom(tensorIndex, source.Length);
        var elements = (T*)tensor.DataPointer();
        if (contiguous)
            source[..count].CopyTo(new Span<T>(elements + tensorIndex, count));
        else
            for (int i = 0; i < count; i++)
                elements[OffsetOf(tensorIndex + i)] = source[i];
        GC.KeepAlive(tensor);
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The accessor owns nothing; TorchSharp's is disposable.</summary>
    public void Dispose()
    {
    }

    private int CountFrom(long tensorIndex, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tensorIndex);
        return (int)Math.Clamp(Count - tensorIndex, 0, limit);
    }

    private long OffsetOf(long[] indices)
    {
        if (indices.Length == 1)
            return OffsetOf(indices[0]);
        long offset = 0;
        for (int i = 0; i < shape.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= shape[i])
                throw new IndexOutOfRangeException($"{indices[i]} in dimension {i}, whose size is {shape[i]}.");
            offset += indices[i] * strides[i];
        }
        return offset;
    }

    private long OffsetOf(long index)
    {
        if (index < 0 || index >= Count)
            throw new IndexOutOfRangeException($"{index} in a tensor of {Count} elements.");
        if (contiguous)
            return index;
        long offset = 0;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            (index, long remainder) = Math.DivRem(index, shape[i]);
            offset += remainder * strides[i];
        }
        return offset;
    }
}
