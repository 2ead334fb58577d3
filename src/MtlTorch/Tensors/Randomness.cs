using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MtlTorch.Tensors;

/// <summary>
/// Source of all random numbers of one run. Each purpose has a generator of its own, seeded from (seed, purpose), so that
/// a new draw in one place never changes the numbers drawn in another, and nothing depends on LibTorch's global generator.
/// </summary>
/// <param name="seed">The seed of the run. Equal seeds give equal draws on one LibTorch and device.</param>
public sealed class Randomness(long seed) : IDisposable
{
    private readonly SortedDictionary<string, torch.Generator> streams = new(StringComparer.Ordinal);

    /// <summary>The seed of the run.</summary>
    public long Seed { get; } = seed;

    /// <summary>The generators that draw on from step to step, by purpose; their states belong into a checkpoint.</summary>
    public IReadOnlyDictionary<string, torch.Generator> Streams => streams;

    /// <summary>
    /// The generator of <paramref name="purpose"/>, always the same object: for draws that go on during training. It draws on
    /// the CPU, whatever the device of the model: TorchSharp has no other generators of one's own. Move what it drew.
    /// </summary>
    /// <param name="purpose">What the numbers are for, for example "dropout".</param>
    public torch.Generator Stream(string purpose)
    {
        // Replicas ask from threads of their own, each for its own purposes.
        lock (streams)
        {
            if (!streams.TryGetValue(purpose, out var generator))
            {
                streams[purpose] = generator = new torch.Generator((ulong)Derive(purpose), torch.CPU);
            }

            return generator;
        }
    }

    /// <summary>
    /// A new generator on the CPU for draws that depend on nothing but the seed, the purpose and the indices, for example
    /// the order of the rows in one epoch. It needs no place in a checkpoint. The caller disposes of it.
    /// </summary>
    public torch.Generator Fresh(string purpose, params ReadOnlySpan<long> indices) => new((ulong)Derive(purpose, indices), torch.CPU);

    /// <summary>A seed of 63 bits: the first bytes of SHA-256 over the run's seed, the purpose and the indices.</summary>
    public long Derive(string purpose, params ReadOnlySpan<long> indices)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        var name = Encoding.UTF8.GetBytes(purpose);
        var message = new byte[8 * (1 + indices.Length) + name.Length];
        BinaryPrimitives.WriteInt64LittleEndian(message, Seed);
        for (var i = 0; i < indices.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(8 * (1 + i)), indices[i]);
        }

        name.CopyTo(message, message.Length - name.Length);
        return BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(message)) & long.MaxValue;
    }

    /// <summary>Disposes of every stream.</summary>
    public void Dispose()
    {
        foreach (var generator in streams.Values)
        {
            generator.Dispose();
        }

        streams.Clear();
    }
}
