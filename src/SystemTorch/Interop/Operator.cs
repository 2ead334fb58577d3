using System.Text;

namespace TorchSharp.Interop;

/// <summary>
/// An ATen operator overload. It is looked up at its first call; one that the installed LibTorch lacks then raises a
/// NotSupportedException.
/// </summary>
internal sealed unsafe class Operator(string name, string overload = "")
{
    // Lists of up to this many words in all are copied to the stack, longer ones to the heap.
    private const int WordsOnStack = 64;

    private nint handle;

    internal string FullName => overload.Length == 0 ? $"aten::{name}" : $"aten::{name}.{overload}";

    internal Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        Value result;
        Invoke(arguments, &result, 1);
        return new Tensor(result.Pointer);
    }

    /// <summary>For operators that change their first argument, a tensor, and return it.</summary>
    internal Tensor InPlace(params ReadOnlySpan<Argument> arguments)
    {
        Invoke(arguments, null, 0);
        return (Tensor)arguments[0].Owner;
    }

    /// <summary>Calls the operator and drops what it returns.</summary>
    internal void Run(params ReadOnlySpan<Argument> arguments) => Invoke(arguments, null, 0);

    internal (Tensor, Tensor) CallPair(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc Value[2];
        Invoke(arguments, results, 2);
        return (TensorOf(results[0]), TensorOf(results[1]));
    }

    internal (Tensor, Tensor, Tensor) CallTriple(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc Value[3];
        Invoke(arguments, results, 3);
        return (TensorOf(results[0]), TensorOf(results[1]), TensorOf(results[2]));
    }

    internal (Tensor, Tensor, Tensor, Tensor) CallQuadruple(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc Value[4];
        Invoke(arguments, results, 4);
        return (TensorOf(results[0]), TensorOf(results[1]), TensorOf(results[2]), TensorOf(results[3]));
    }

    internal Tensor[] CallList(params ReadOnlySpan<Argument> arguments)
    {
        Value result;
        Invoke(arguments, &result, 1);
        var tensors = new Tensor[result.Length];
        var handles = (nint*)result.Pointer;
        for (int i = 0; i < tensors.Length; i++)
            tensors[i] = new Tensor(handles[i]);
        return tensors;
    }

    internal bool CallBool(params ReadOnlySpan<Argument> arguments)
    {
        Value result;
        Invoke(arguments, &result, 1);
        if (result.Tag != ValueTag.Tensor)
            return result.Integer != 0;
        using var tensor = new Tensor(result.Pointer);
        return tensor.ToScalar().ToBoolean();
    }

    internal Value CallValue(params ReadOnlySpan<Argument> arguments)
    {
        Value result;
        Invoke(arguments, &result, 1);
        return result;
    }

    private static Tensor TensorOf(Value value)
        => value.Tag == ValueTag.Tensor && value.Pointer != 0 ? new Tensor(value.Pointer) : null;

    [SkipLocalsInit]
    private void Invoke(ReadOnlySpan<Argument> arguments, Value* results, int capacity)
    {
        if (handle == 0)
            LookUp();
        var values = stackalloc Value[arguments.Length];
        int words = 0;
        for (int i = 0; i < arguments.Length; i++)
        {
            values[i] = arguments[i].Value;
            if (values[i].Tag >= ValueTag.IntList)
                words += WordsOf(values[i]);
        }
        if (words > 0)
            InvokeWithLists(arguments, values, words, results, capacity);
        else if (Native.st_call(handle, values, arguments.Length, results, capacity) < 0)
            NativeError.Throw();
        KeepAlive(arguments);
    }

    /// <summary>Copies the lists into one buffer, which does not move during the call.</summary>
    [SkipLocalsInit]
    private void InvokeWithLists(ReadOnlySpan<Argument> arguments, Value* values, int words, Value* results, int capacity)
    {
        Span<long> buffer = words <= WordsOnStack ? stackalloc long[WordsOnStack] : new long[words];
        fixed (long* start = buffer)
        {
            var free = buffer;
            for (int i = 0; i < arguments.Length; i++)
            {
                if (values[i].Tag < ValueTag.IntList)
                    continue;
                values[i].Pointer = (nint)(start + (buffer.Length - free.Length));
                CopyList(arguments[i].Owner, free);
                free = free[WordsOf(values[i])..];
            }
            if (Native.st_call(handle, values, arguments.Length, results, capacity) < 0)
                NativeError.Throw();
        }
    }

    private static int WordsOf(Value list)
        => list.Tag == ValueTag.Text ? (list.Length + sizeof(long) - 1) / sizeof(long) : list.Length;

    private static void CopyList(object list, Span<long> destination)
    {
        switch (list)
        {
            case long[] integers:
                integers.CopyTo(destination);
                break;
            case double[] numbers:
                numbers.CopyTo(MemoryMarshal.Cast<long, double>(destination));
                break;
            case Tensor[] tensors:
                for (int i = 0; i < tensors.Length; i++)
                    destination[i] = tensors[i] is null ? 0 : tensors[i].Handle;
                break;
            case byte[] text:
                text.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
        }
    }

    /// <summary>Nothing above may be finalized before the native call has returned.</summary>
    private static void KeepAlive(ReadOnlySpan<Argument> arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
            GC.KeepAlive(arguments[i].Owner);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LookUp()
    {
        fixed (byte* nativeName = Encoding.UTF8.GetBytes($"aten::{name}\0"), nativeOverload = Encoding.UTF8.GetBytes($"{overload}\0"))
            handle = Native.st_operator(nativeName, nativeOverload);
        if (handle == 0)
            throw new NotSupportedException($"{FullName} is not in LibTorch {__version__}");
    }
}
