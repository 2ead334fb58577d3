namespace MtlTorch.Experiments.Comparing;

/// <summary>Finds what makes runs hard to compare: other data is refused, the rest is noted.</summary>
internal static class UnlikeRuns
{
    private const string DataSection = "data";
    private const int MostLabels = 4;

    /// <summary>Refuses runs on different data, unless it is what they are told apart by.</summary>
    /// <exception cref="InvalidOptionException">The data differs.</exception>
    public static void RefuseOtherData(IReadOnlyList<FinishedRun> runs, IReadOnlyList<string> by)
    {
        var differing = FlatConfig.Differing([.. runs.Select(r => r.Keys)], key => FlatConfig.IsIn(key, DataSection) && FlatConfig.Matters(key));
        var left = by.Contains($"{DataSection}.kind") ? [] : differing.Where(key => !by.Contains(key)).ToList();
        if (left.Count == 0)
        {
            return;
        }

        var key = left[0];
        var other = runs.First(r => r.Keys.GetValueOrDefault(key) != runs[0].Keys.GetValueOrDefault(key));
        throw new InvalidOptionException(
            "RUN",
            $"figures on different data do not compare: {key} is {Value(runs[0], key)} in {runs[0].Path} and {Value(other, key)} in {other.Path}. " +
            $"Name runs on the same data, or say --by {string.Join(',', by.Concat(left))} if the data is what you vary.");
    }

    /// <summary>Keys in which groups differ although their labels do not say so.</summary>
    public static IEnumerable<string> Untold(IReadOnlyList<RunGroup> groups, GroupLabels labels)
    {
        // A key that some of them do not have belongs to a component or a task that differs itself.
        var keys = FlatConfig.Differing([.. groups.Select(g => g.Keys)], FlatConfig.Matters)
            .Where(key => !labels.Keys.Contains(key) && groups.All(g => g.Keys.ContainsKey(key)))
            .Where(key => !labels.Keys.Any(told => told.EndsWith(".kind", StringComparison.Ordinal) && FlatConfig.IsIn(key, told[..^".kind".Length])));
        foreach (var key in keys)
        {
            var values = groups.Zip(labels.Labels, (g, label) => (Value: GroupLabels.ValueOf(g, key), Label: label)).GroupBy(v => v.Value, v => v.Label).OrderByDescending(v => v.Count()).ToList();
            yield return $"{key} differs too: {values[0].Key} mostly, {string.Join("; ", values.Skip(1).Select(v => $"{v.Key} in {List(v)}"))}.";
        }
    }

    /// <summary>Differences between groups and the single-task runs that they are compared with.</summary>
    public static IEnumerable<string> OtherBaselines(IEnumerable<(string Label, RunGroup Group, BaselineSet Baseline)> pairs) => pairs
        .Select(p => (p.Label, Text: string.Join(", ", p.Baseline.DifferencesFrom(p.Group).Select(key => Difference(p.Baseline, p.Group, key)))))
        .Where(p => p.Text.Length > 0)
        .GroupBy(p => p.Text, p => p.Label)
        .Select(p => $"the single-task runs are not quite like {List(p)}: {p.Key}.");

    /// <summary>Where the runs computed, if that is not the same for all of them.</summary>
    public static IEnumerable<string> Environments(IReadOnlyList<FinishedRun> runs)
    {
        var places = runs.Select(r => r.Environment).OfType<Running.EnvironmentRecord>()
            .Select(e => $"{(e.Device.StartsWith("cuda", StringComparison.Ordinal) ? "cuda" : e.Device)} with LibTorch {e.LibTorch} through {e.Provider}").Distinct().ToList();
        return places.Count > 1 ? [$"the runs computed in different places, which can change figures: {string.Join("; ", places)}."] : [];
    }

    /// <summary>"a; b; c; d and 9 more": labels have commas of their own.</summary>
    public static string List(IEnumerable<string> labels)
    {
        var all = labels.ToList();
        return all.Count <= MostLabels + 1 ? string.Join("; ", all) : $"{string.Join("; ", all.Take(MostLabels))} and {all.Count - MostLabels} more";
    }

    private static string Value(FinishedRun run, string key) => run.Keys.GetValueOrDefault(key, "not there");

    private static string Difference(BaselineSet baseline, RunGroup group, string key)
    {
        var single = baseline.ByTask.FirstOrDefault(b => FlatConfig.IsIn(key, $"{FlatConfig.TasksKey}.{b.Key}")).Value?.Keys ?? baseline.Keys;
        return $"{key} is {single.GetValueOrDefault(key, "not there")}, not {GroupLabels.ValueOf(group, key)}";
    }
}
