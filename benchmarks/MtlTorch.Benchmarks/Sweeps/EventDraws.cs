namespace MtlTorch.Benchmarks.Sweeps;

/// <summary>SplitMix64: draws that follow from a seed, and that no version of .NET changes.</summary>
internal sealed class EventDraws(ulong seed)
{
    private ulong state = seed;

    /// <summary>A number from 0 to below 1.</summary>
    public double Uniform()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>The time until the next of events that come once per <paramref name="mean"/>; never where that is infinite.</summary>
    public double Exponential(double mean) => double.IsInfinity(mean) ? mean : -mean * Math.Log(1 - Uniform());

    /// <summary>A positive number with a mean and a coefficient of variation, of a log-normal distribution.</summary>
    public double LogNormal(double mean, double variation)
    {
        var variance = Math.Log(1 + (variation * variation));
        var normal = Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());
        return Math.Exp(Math.Log(mean) - (variance / 2) + (Math.Sqrt(variance) * normal));
    }
}
