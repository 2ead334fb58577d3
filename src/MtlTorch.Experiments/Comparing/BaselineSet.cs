namespace MtlTorch.Experiments.Comparing;

/// <summary>Single-task models of one experiment, one group for each task: the same but for tasks and balancing.</summary>
/// <param name="ByTask">The groups.</param>
public sealed record BaselineSet(IReadOnlyDictionary<string, RunGroup> ByTask)
{
    private const string DataSection = "data";
    private const string TrunkSection = "model.trunk";

    /// <summary>One of the configurations; tasks and balancing are that group's own.</summary>
    public IReadOnlyDictionary<string, string> Keys => ByTask.Values.First().Keys;

    /// <summary>All runs.</summary>
    public IEnumerable<FinishedRun> Runs => ByTask.Values.SelectMany(g => g.Runs);

    /// <summary>Whether single-task models of one experiment agree in a key.</summary>
    public static bool IsCommon(string key) =>
        FlatConfig.Matters(key) && !FlatConfig.IsIn(key, FlatConfig.TasksKey) && !FlatConfig.IsIn(key, "balancing") && key != "trainer.select";

    /// <summary>Puts single-task groups together.</summary>
    public static IReadOnlyList<BaselineSet> Of(IEnumerable<RunGroup> groups)
    {
        var sets = new List<(string Signature, Dictionary<string, RunGroup> ByTask)>();
        foreach (var group in groups)
        {
            var signature = FlatConfig.Signature(group.Keys, IsCommon);
            var set = sets.FirstOrDefault(s => s.Signature == signature && !s.ByTask.ContainsKey(group.Tasks[0]));
            if (set.ByTask is null)
            {
                set = (signature, []);
                sets.Add(set);
            }

            set.ByTask.Add(group.Tasks[0], group);
        }

        return [.. sets.Select(s => new BaselineSet(s.ByTask))];
    }

    /// <summary>The set that differs least from a multi-task group, of those with its data, its trunk and one of its tasks.</summary>
    /// <param name="group">The group.</param>
    /// <param name="sets">The sets.</param>
    /// <param name="anyTrunk">Whether another trunk is as good.</param>
    /// <returns>Null if there is none.</returns>
    public static BaselineSet? For(RunGroup group, IEnumerable<BaselineSet> sets, bool anyTrunk) => sets
        .Where(s => group.Tasks.Any(s.ByTask.ContainsKey))
        .Where(s => FlatConfig.Differing([s.Keys, group.Keys], key => FlatConfig.Matters(key) && MustAgree(key, anyTrunk)).Count == 0)
        .OrderByDescending(s => group.Tasks.Count(s.ByTask.ContainsKey))
        .ThenBy(s => s.DifferencesFrom(group).Count)
        .FirstOrDefault();

    /// <summary>The keys in which the single-task models differ from a group more than they must: balancing, weights and other tasks aside.</summary>
    public IReadOnlyList<string> DifferencesFrom(RunGroup group)
    {
        var common = FlatConfig.Differing([Keys, group.Keys], IsCommon);
        var own = ByTask.Where(b => group.Tasks.Contains(b.Key)).SelectMany(b => FlatConfig.Differing(
            [b.Value.Keys, group.Keys],
            key => FlatConfig.IsIn(key, $"{FlatConfig.TasksKey}.{b.Key}") && key != $"{FlatConfig.TasksKey}.{b.Key}.weight"));
        return [.. common, .. own];
    }

    private static bool MustAgree(string key, bool anyTrunk) => FlatConfig.IsIn(key, DataSection) || (!anyTrunk && FlatConfig.IsIn(key, TrunkSection));
}
