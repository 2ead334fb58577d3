using System.Globalization;

namespace MtlTorch.Experiments.Studies;

/// <summary>Threads of each of several runs that are trained at once.</summary>
public static class ThreadShare
{
    /// <summary>What the configuration says, or else OMP_NUM_THREADS, or else the run's share of the processors.</summary>
    /// <param name="configured">The configuration's "threads".</param>
    /// <param name="runs">How many are trained at once.</param>
    public static int Of(int? configured, int runs)
    {
        var told = int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : (int?)null;
        var processors = Environment.ProcessorCount;
        return configured ?? told ?? processors / Math.Min(processors, runs);
    }
}
