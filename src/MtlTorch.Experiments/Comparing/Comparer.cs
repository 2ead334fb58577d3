using MtlTorch.Experiments.Comparing.Statistics;

namespace MtlTorch.Experiments.Comparing;

/// <summary>
/// Puts finished runs side by side. Nothing is chosen by their figures: groups come from configurations, pairs from seeds, the
/// rows in the order of the runs.
/// </summary>
public sealed class Comparer
{
    private const string SingleTask = "single task";
    private const string SeedKey = "seed";

    private readonly ComparisonOptions options;
    private readonly IReadOnlyList<FinishedRun> runs;
    private readonly List<string> notes;
    private readonly IReadOnlyList<RunGroup> groups;
    private readonly IReadOnlyList<BaselineSet> baselines;
    private readonly bool areNamed;
    private readonly GroupLabels labels;
    private readonly IReadOnlyList<MetricColumn> columns;

    private Comparer(IReadOnlyList<FinishedRun> compared, IReadOnlyList<FinishedRun> named, ComparisonOptions options, IEnumerable<string> notes)
    {
        this.options = options;
        this.notes = [.. notes];
        runs = [.. compared, .. named];
        var by = ResolveKeys();
        UnlikeRuns.RefuseOtherData(runs, by);
        var all = Grouped(compared, by);
        var multi = all.Where(g => g.Tasks.Count > 1).ToList();
        var single = all.Where(g => g.Tasks.Count == 1 && multi.Any(m => m.Tasks.Contains(g.Tasks[0]))).ToList();
        groups = [.. all.Except(single)];
        areNamed = named.Count > 0;
        if (areNamed && single.Count > 0)
        {
            this.notes.Add($"{string.Join(", ", single.SelectMany(g => g.Runs).Select(r => r.Path))}: single-task runs, not shown because --baseline names others.");
        }

        baselines = BaselineSet.Of(areNamed ? Named(named, by) : single);
        labels = new GroupLabels(groups, by);
        columns = MetricColumn.Choose([.. groups.SelectMany(g => g.Runs[0].Config.Tasks).DistinctBy(t => t.Key).Select(t => (t.Key, t.Value.Metrics()))], options.Metrics);
    }

    /// <summary>Compares runs.</summary>
    /// <param name="compared">The runs; single-task ones among them become the reference of the others.</param>
    /// <param name="named">Single-task runs that are the reference in their place; empty for none.</param>
    /// <param name="options">What to show.</param>
    /// <param name="notes">What is known to be left out.</param>
    /// <exception cref="InvalidOptionException">An option names what is not there, or the runs do not compare.</exception>
    public static Comparison Compare(IReadOnlyList<FinishedRun> compared, IReadOnlyList<FinishedRun> named, ComparisonOptions options, IEnumerable<string> notes) =>
        compared.Count == 0
            ? throw new InvalidOptionException("RUN", string.Join("\n", notes.Prepend("there is no completed run to compare.")))
            : new Comparer(compared, named, options, notes).Compare();

    private Comparison Compare()
    {
        var against = options.Against is { } label ? Reference.Of(label, Labeled(label)) : null;
        var matched = groups.Select(g => against is null ? BaselineSet.For(g, baselines, anyTrunk: areNamed) : null).ToList();
        var rows = baselines.Select(RowOf).Concat(groups.Select((g, i) => RowOf(i, against ?? ReferenceOf(matched[i])))).ToList();
        if (columns.Count > 0 && rows.All(r => r.Cells.All(c => c is null || c.Figures.Values.All(double.IsNaN))))
        {
            throw new InvalidOptionException("--split", $"no run has figures of the {SplitName} split; the data set had none.");
        }

        notes.AddRange(UnlikeRuns.Untold(groups, labels));
        notes.AddRange(UnlikeRuns.OtherBaselines(groups.Select((g, i) => (labels.Labels[i], g, matched[i]!)).Where(p => p.Item3 is not null)));
        notes.AddRange(MissingSeeds(matched, against));
        notes.AddRange(UnlikeRuns.Environments(runs));
        return new Comparison
        {
            Data = string.Join(", ", runs.Select(r => r.Keys["data.kind"]).Distinct()),
            Split = options.Split,
            Header = labels.Header,
            Keys = labels.Keys,
            Columns = columns,
            Reference = against?.Label ?? (matched.Any(m => m is not null) ? SingleTask : null),
            Rows = Ranked(rows),
            Notes = notes,
        };
    }

    private string SplitName => options.Split.ToString().ToLowerInvariant();

    /// <summary>The keys that were asked for; "balancing" stands for "balancing.kind".</summary>
    private List<string> ResolveKeys()
    {
        var known = runs.SelectMany(r => r.Keys.Keys).Where(key => key != SeedKey).Distinct().ToList();
        return [.. options.By.Select(key => known.Contains(key) ? key : known.Contains($"{key}.kind") ? $"{key}.kind" : throw Unknown(key)).Distinct()];

        InvalidOptionException Unknown(string key)
        {
            var differing = FlatConfig.Differing([.. runs.Select(r => r.Keys)], k => FlatConfig.Matters(k) && !FlatConfig.IsIn(k, FlatConfig.TasksKey));
            var these = differing.Count == 0 ? "These runs differ in no key but the seed." : $"These runs differ in {UnlikeRuns.List(differing)}.";
            return new InvalidOptionException("--by", key == SeedKey ? "runs that differ in their seed alone form a row; name another key." : $"no run has a key '{key}'.{Nearest.Hint(key, known)} {these}");
        }
    }

    private IReadOnlyList<RunGroup> Grouped(IEnumerable<FinishedRun> some, IReadOnlyList<string> by) =>
        RunGroup.Of(some, key => FlatConfig.Matters(key) || by.Contains(key), notes);

    private IReadOnlyList<RunGroup> Named(IReadOnlyList<FinishedRun> named, IReadOnlyList<string> by)
    {
        var wrong = named.FirstOrDefault(r => r.Config.Tasks.Count > 1 || !groups.Any(g => g.Tasks.Contains(r.Config.Tasks.First().Key)));
        return wrong is null
            ? Grouped(named, by)
            : throw new InvalidOptionException("--baseline", $"{wrong.Path} is no single-task run of the compared tasks: it has {string.Join(", ", wrong.Config.Tasks.Keys)}. To compare with a model of several tasks, use --against.");
    }

    private RunGroup Labeled(string label)
    {
        var index = labels.Labels.ToList().IndexOf(label);
        return index >= 0
            ? groups[index]
            : throw new InvalidOptionException("--against", $"there is no row '{label}'.{Nearest.Hint(label, labels.Labels)} Rows: {string.Join("; ", labels.Labels)}.");
    }

    private static Reference? ReferenceOf(BaselineSet? set) => set is null ? null : new Reference(SingleTask, set.ByTask);

    private ComparisonRow RowOf(BaselineSet set)
    {
        var told = baselines.Count > 1 ? labels.Keys.Where(key => BaselineSet.IsCommon(key) && set.Keys.ContainsKey(key)).Select(key => set.Keys[key]) : [];
        return new ComparisonRow
        {
            Label = string.Join(", ", told.Prepend(SingleTask)),
            Values = labels.Keys.Where(key => BaselineSet.IsCommon(key) && set.Keys.ContainsKey(key)).ToDictionary(key => key, key => set.Keys[key]),
            IsSingleTask = true,
            Runs = [.. set.Runs.Select(r => r.Path)],
            Seeds = [.. set.Runs.Select(r => r.Seed).Distinct().Order()],
            Cells = [.. columns.Select(c => set.ByTask.TryGetValue(c.Task, out var group) ? new ComparisonCell(FiguresOf(group, c)) : null)],
        };
    }

    private ComparisonRow RowOf(int index, Reference? reference)
    {
        var group = groups[index];
        var compared = reference is null || reference.Is(group) ? null : reference;
        var cells = columns.Select(c => group.Tasks.Contains(c.Task) ? CellOf(group, c, compared) : null).ToList();
        var changes = compared is null ? [] : DeltaMOf(group, compared);
        return new ComparisonRow
        {
            Label = labels.Labels[index],
            Values = labels.Keys.Where(group.Keys.ContainsKey).ToDictionary(key => key, key => group.Keys[key]),
            IsSingleTask = false,
            Runs = [.. group.Runs.Select(r => r.Path)],
            Seeds = [.. group.Runs.Select(r => r.Seed)],
            Cells = cells,
            DeltaM = changes.Count == 0 ? null : new Sample(changes),
            DeltaMTest = PairedTest.AgainstZero(changes),
        };
    }

    private ComparisonCell CellOf(RunGroup group, MetricColumn column, Reference? reference)
    {
        var pairs = group.Runs
            .Select(r => (First: FigureOf(r, column), Other: reference?.RunOf(column.Task, r.Seed)))
            .Where(p => p.Other is not null)
            .Select(p => (p.First, Second: FigureOf(p.Other!, column)))
            .ToList();
        var change = pairs.Count == 0 ? null : new Sample([.. pairs.Select(p => RelativeChange.Percent(p.First, p.Second, column.HigherIsBetter))]);
        return new ComparisonCell(FiguresOf(group, column), change, PairedTest.Of(pairs));
    }

    /// <summary>Delta m of each seed whose references are all there.</summary>
    private List<double> DeltaMOf(RunGroup group, Reference reference)
    {
        var own = columns.Where(c => group.Tasks.Contains(c.Task)).ToList();
        return [.. group.Runs
            .Where(r => own.All(c => reference.RunOf(c.Task, r.Seed) is not null))
            .Select(r => RelativeChange.Mean(own.Select(c => (c.Task, RelativeChange.Percent(FigureOf(r, c), FigureOf(reference.RunOf(c.Task, r.Seed)!, c), c.HigherIsBetter)))))];
    }

    private Sample FiguresOf(RunGroup group, MetricColumn column) => new([.. group.Runs.Select(r => FigureOf(r, column))]);

    private double FigureOf(FinishedRun run, MetricColumn column) =>
        run.Figures(options.Split) is { } scores && scores.Tasks.TryGetValue(column.Task, out var metrics) && metrics.TryGetValue(column.Metric, out var value) ? value : double.NaN;

    /// <summary>Mean ranks among the models that have every column; single-task rows are several models and take no part.</summary>
    private static List<ComparisonRow> Ranked(List<ComparisonRow> rows, IReadOnlyList<MetricColumn> columns)
    {
        var models = rows.Where(r => !r.IsSingleTask && r.Cells.All(c => c is not null)).ToList();
        if (models.Count < 2)
        {
            return rows;
        }

        var ranks = MeanRank.Of([.. models.Select(r => r.Cells.Select(c => c!.Figures.Mean).ToList())], [.. columns.Select(c => c.HigherIsBetter)]);
        return [.. rows.Select(r => models.IndexOf(r) is >= 0 and var i ? r with { MeanRank = ranks[i] } : r)];
    }

    private List<ComparisonRow> Ranked(List<ComparisonRow> rows) => Ranked(rows, columns);

    /// <summary>Whether a task has a figure at all: one that only helps others has none, and no run of its own.</summary>
    private bool IsCompared(string task) => columns.Any(c => c.Task == task);

    private IEnumerable<string> MissingSeeds(List<BaselineSet?> matched, Reference? against) => groups
        .Select((g, i) => (Label: labels.Labels[i], Group: g, Reference: against ?? ReferenceOf(matched[i])))
        .Where(g => g.Reference is not null)
        .SelectMany(g => g.Group.Tasks.Where(IsCompared).SelectMany(t => g.Group.Runs.Where(r => g.Reference!.RunOf(t, r.Seed) is null), (_, run) => (g.Label, run.Seed, g.Reference)))
        .Distinct()
        .GroupBy(m => (m.Seed, m.Reference!.Label), m => m.Label)
        .Select(m => $"seed {m.Key.Seed} of {UnlikeRuns.List(m)} is not in every difference: {m.Key.Label} has no run with it for each task.");
}
