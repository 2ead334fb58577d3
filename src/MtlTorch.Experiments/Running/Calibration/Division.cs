namespace MtlTorch.Experiments.Running.Calibration;

/// <summary>How a training uses the processors: so many threads, divided among so many replicas.</summary>
/// <param name="Threads">Threads of all replicas together.</param>
/// <param name="Replicas">Replicas; each has its part of the threads, and one at least.</param>
public sealed record Division(int Threads, int Replicas)
{
    /// <summary>What is worth trying: powers of two up to the most threads, and those; the ones with fewer threads first.</summary>
    /// <param name="most">As many threads as may be used, 1 at least.</param>
    /// <param name="threads">A number of threads that is given; null to choose it.</param>
    /// <param name="replicas">A number of replicas that is given; null to choose it.</param>
    public static IReadOnlyList<Division> Candidates(int most, int? threads, int? replicas)
    {
        int[] counts = threads is { } given ? [given] : Counts(most);
        return [.. counts.SelectMany(count => Replicated(count, replicas))];
    }

    /// <summary>Either one model has all threads, or each thread is a replica: what lies between was never the fastest by more than the measuring error.</summary>
    private static IEnumerable<Division> Replicated(int threads, int? replicas) => replicas is { } given
        ? [new Division(threads, given)]
        : threads == 1 ? [new Division(1, 1)] : [new Division(threads, 1), new Division(threads, threads)];

    private static int[] Counts(int most) => [.. Enumerable.Range(0, 10).Select(i => 1 << i).Where(count => count < most).Append(most)];
}
