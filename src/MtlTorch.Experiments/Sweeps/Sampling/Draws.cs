using System.Numerics;
using MtlTorch.Tensors;

namespace MtlTorch.Experiments.Sweeps.Sampling;

/// <summary>
/// Random numbers for what must not load LibTorch. The generator is xoshiro256** (Blackman and Vigna 2021), its state filled by SplitMix64 from
/// <see cref="Randomness.Derive"/> of the seed, the purpose and the indices: equal ones give equal draws, in this and in later versions of .NET.
/// </summary>
/// <param name="seed">The seed of the sweep.</param>
/// <param name="purpose">What the numbers are for.</param>
/// <param name="indices">Which of several for this purpose, such as the number of the trial.</param>
public sealed class Draws(long seed, string purpose, params ReadOnlySpan<long> indices)
{
    /// <summary>2^64 divided by the golden ratio, odd.</summary>
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private readonly ulong[] state = Fill(seed, purpose, indices);

    /// <summary>SplitMix64: a number that looks drawn, the same for the same number.</summary>
    public static ulong Scatter(ulong number)
    {
        number += Golden;
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
        return number ^ (number >> 31);
    }

    /// <summary>64 random bits.</summary>
    public ulong Bits()
    {
        var result = BitOperations.RotateLeft(state[1] * 5, 7) * 9;
        var carried = state[1] << 17;
        state[2] ^= state[0];
        state[3] ^= state[1];
        state[1] ^= state[2];
        state[0] ^= state[3];
        state[2] ^= carried;
        state[3] = BitOperations.RotateLeft(state[3], 45);
        return result;
    }

    /// <summary>A number from 0 to below 1, a multiple of 2^-53.</summary>
    public double Uniform() => (Bits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 to below <paramref name="count"/>, each with the same chance (Lemire 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public int Index(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var threshold = (0UL - (ulong)count) % (ulong)count;
        while (true)
        {
            var high = Math.BigMul(Bits(), (ulong)count, out var low);
            if (low >= threshold)
            {
                return (int)high;
            }
        }
    }

    /// <summary>An index with the chance of its weight.</summary>
    /// <param name="weights">Not negative, one of them positive.</param>
    public int Weighted(ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        var left = Uniform() * total;
        var last = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] <= 0)
            {
                continue;
            }

            last = i;
            left -= weights[i];
            if (left < 0)
            {
                break;
            }
        }

        return last;
    }

    /// <summary>A number from the normal distribution with mean 0 and deviation 1 (Marsaglia's polar method; the second of its two numbers is dropped).</summary>
    public double Normal()
    {
        while (true)
        {
            var (x, y) = ((2 * Uniform()) - 1, (2 * Uniform()) - 1);
            var square = (x * x) + (y * y);
            if (square is > 0 and < 1)
            {
                return x * Math.Sqrt(-2 * Math.Log(square) / square);
            }
        }
    }

    /// <summary>A number from a normal distribution of which only the part from <paramref name="low"/> to <paramref name="high"/> is left.</summary>
    /// <param name="mean">Mean of the whole distribution, within the part.</param>
    /// <param name="deviation">Deviation of the whole distribution.</param>
    /// <param name="low">The smallest number.</param>
    /// <param name="high">The largest number.</param>
    public double TruncatedNormal(double mean, double deviation, double low, double high)
    {
        // A wide one is drawn evenly and kept by its density, which is never below 0.6 of the highest; of a narrow one a good third lies within.
        if (deviation >= high - low)
        {
            while (true)
            {
                var even = low + (Uniform() * (high - low));
                var distance = (even - mean) / deviation;
                if (Uniform() <= Math.Exp(-distance * distance / 2))
                {
                    return even;
                }
            }
        }

        while (true)
        {
            var drawn = mean + (deviation * Normal());
            if (drawn >= low && drawn <= high)
            {
                return drawn;
            }
        }
    }

    /// <summary>Puts the elements into a random order, each order with the same chance (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> elements)
    {
        for (var i = elements.Length - 1; i > 0; i--)
        {
            var other = Index(i + 1);
            (elements[i], elements[other]) = (elements[other], elements[i]);
        }
    }

    private static ulong[] Fill(long seed, string purpose, ReadOnlySpan<long> indices)
    {
        using var randomness = new Randomness(seed);
        var start = (ulong)randomness.Derive("sweep." + purpose, indices);
        return [.. Enumerable.Range(0, 4).Select(i => Scatter(start + ((ulong)i * Golden)))];
    }
}
