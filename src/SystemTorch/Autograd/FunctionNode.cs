using System.Text;

namespace TorchSharp;

/// <summary>The managed side of the graph nodes of custom functions (native/functions.cpp).</summary>
internal static unsafe class FunctionNode
{
    /// <summary>What a node calls back; disposed of when LibTorch lets go of the node or of its saved values.</summary>
    internal interface IState : IDisposable
    {
        /// <summary>The gradients of the inputs, null for none, from those of the outputs, null where undefined.</summary>
        List<Tensor> Backward(List<Tensor> gradients);
    }

    /// <summary>Makes the outputs those of a new node over the inputs, if one of these requires a gradient.</summary>
    internal static List<Tensor> Record(
        string name, Tensor[] inputs, List<Tensor> outputs, List<OutputKinds> kinds, bool materialize, IState state)
    {
        var inputHandles = Array.ConvertAll(inputs, tensor => tensor.Handle);
        var outputHandles = outputs.ConvertAll(tensor => tensor.Handle).ToArray();
        var kindBytes = kinds.ConvertAll(kind => (byte)kind).ToArray();
        var nameBytes = Encoding.UTF8.GetBytes(name + "\0");
        // Freed by Drop, which the native side calls in any case.
        var stateHandle = GCHandle.ToIntPtr(GCHandle.Alloc(state));
        fixed (nint* i = inputHandles, o = outputHandles)
        fixed (byte* k = kindBytes, n = nameBytes)
            NativeError.Check(Native.st_function(
                i, inputHandles.Length, o, outputHandles.Length, k, n, materialize ? 1 : 0, &Backward, &Drop, stateHandle));
        GC.KeepAlive(inputs);
        GC.KeepAlive(outputs);
        return [.. outputHandles.Select(handle => new Tensor(handle))];
    }

    [UnmanagedCallersOnly]
    private static void Backward(nint state, nint* gradients, int gradientCount, nint* results, int resultCount, long* error)
    {
        var borrowed = new List<Tensor>(gradientCount);
        try
        {
            for (int i = 0; i < gradientCount; i++)
                borrowed.Add(gradients[i] == 0 ? null : new Tensor(Native.st_share(gradients[i])));
            var computed = ((IState)GCHandle.FromIntPtr(state).Target).Backward(borrowed);
            for (int i = 0; i < resultCount && i < computed.Count; i++)
                results[i] = computed[i] is null ? 0 : Native.st_share(computed[i].Handle);
            GC.KeepAlive(computed);
        }
        catch (Exception exception)
        {
            *error = NativeError.Keep(exception);
        }
        finally
        {
            foreach (var tensor in borrowed)
                tensor?.Dispose();
        }
    }

    [UnmanagedCallersOnly]
    private static void Drop(nint state)
    {
        var handle = GCHandle.FromIntPtr(state);
        var target = (IState)handle.Target;
        handle.Free();
        target.Dispose();
    }
}
