namespace MtlTorch.Experiments.Comparing;

/// <summary>Runs of one experiment that differ in their seed alone.</summary>
/// <param name="Runs">The runs, one for each seed, by seed.</param>
public sealed record RunGroup(IReadOnlyList<FinishedRun> Runs)
{
    /// <summary>The configuration by dotted key, that of the first run.</summary>
    public IReadOnlyDictionary<string, string> Keys => Runs[0].Keys;

    /// <summary>Names of the tasks.</summary>
    public IReadOnlyList<string> Tasks => [.. Runs[0].Config.Tasks.Keys];

    /// <summary>The run of a seed, or null.</summary>
    public FinishedRun? OfSeed(long seed) => Runs.FirstOrDefault(r => r.Seed == seed);

    /// <summary>Puts runs of equal configurations together; groups come in the order of their first runs.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="matters">Which keys make runs different experiments.</param>
    /// <param name="notes">Is told of runs that are left out.</param>
    public static IReadOnlyList<RunGroup> Of(IEnumerable<FinishedRun> runs, Func<string, bool> matters, List<string> notes) =>
        [.. runs.GroupBy(r => FlatConfig.Signature(r.Keys, matters)).Select(g => new RunGroup(OnePerSeed(g, notes)))];

    /// <summary>Of runs that repeat each other the last one counts: names of run folders begin with the time.</summary>
    private static List<FinishedRun> OnePerSeed(IEnumerable<FinishedRun> runs, List<string> notes)
    {
        var kept = new List<FinishedRun>();
        foreach (var seed in runs.GroupBy(r => r.Seed).OrderBy(s => s.Key))
        {
            var last = seed.Last();
            kept.Add(last);
            notes.AddRange(seed.SkipLast(1).Select(r => $"{r.Path} is left out: {last.Path} is a run of the same configuration and seed."));
        }

        return kept;
    }
}
