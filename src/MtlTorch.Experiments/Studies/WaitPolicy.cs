namespace MtlTorch.Experiments.Studies;

/// <summary>
/// How long OpenMP's threads spin while they wait: shortly, since other processes compute too (docs/performance.md). The variable must be in the
/// environment of a process before it starts. What the user has set stays.
/// </summary>
internal static class WaitPolicy
{
    private const string Policy = "OMP_WAIT_POLICY";
    private const string Turns = "GOMP_SPINCOUNT";

    /// <summary>Sets it for a process that is to be started.</summary>
    /// <param name="environment">The environment of the process.</param>
    public static void Shorten(IDictionary<string, string?> environment)
    {
        if (!environment.ContainsKey(Policy))
        {
            environment.TryAdd(Turns, "1000");
        }
    }
}
