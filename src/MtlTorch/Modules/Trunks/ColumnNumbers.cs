using static TorchSharp.torch;

namespace MtlTorch.Modules.Trunks;

/// <summary>Numbers of columns, kept as an index on the device where they are used: to send them there in each step would make it wait.</summary>
/// <param name="columns">The numbers.</param>
internal sealed class ColumnNumbers(long[] columns) : IDisposable
{
    private Tensor index = tensor(columns).DetachFromDisposeScope();

    /// <summary>How many there are.</summary>
    public int Count => columns.Length;

    /// <summary>These columns of [B, C], as [B, <see cref="Count"/>].</summary>
    public Tensor Of(Tensor input)
    {
        if (index.device_type != input.device_type || index.device_index != input.device_index)
        {
            index.Dispose();
            index = tensor(columns, device: input.device).DetachFromDisposeScope();
        }

        return input.index_select(1, index);
    }

    /// <summary>Disposes of the index.</summary>
    public void Dispose() => index.Dispose();
}
