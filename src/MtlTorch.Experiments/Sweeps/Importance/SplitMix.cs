namespace MtlTorch.Experiments.Sweeps.Importance;

/// <summary>SplitMix64 (Steele et al. 2014): the same numbers from the same seed, in every version of .NET.</summary>
/// <param name="seed">The seed.</param>
internal sealed class SplitMix(ulong seed)
{
    private ulong state = seed;

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A whole number from 0 to below a bound; the bias of 2^-64 times the bound is of no account.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>Puts a list into a random order.</summary>
    public void Shuffle(int[] list)
    {
        for (var i = list.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }
    }
}
