using MtlTorch.Experiments.Reports;
using MtlTorch.Tasks;
using MtlTorch.Training.Evaluation;
using static System.FormattableString;

namespace MtlTorch.Experiments.Ensembles;

/// <summary>What an ensemble's record says, as tables.</summary>
public static class EnsembleTables
{
    /// <summary>The tables: figures on validation and test, and how the members differ.</summary>
    /// <param name="tasks">The tasks, for their metrics.</param>
    /// <param name="record">The record.</param>
    public static IReadOnlyList<ReportTable> Of(IReadOnlyList<LearningTask> tasks, EnsembleRecord record)
    {
        var judged = tasks.Where(t => record.Tasks.ContainsKey(t.Name)).Select(t => (t.Name, Metric: t.MainMetric!.Name)).ToList();
        return Of(judged, record);
    }

    /// <summary>The tables of a folder; none if it holds no ensemble, or one whose record is damaged. Of each task the first metric is shown, its main one.</summary>
    /// <param name="folder">The folder of a run.</param>
    public static IReadOnlyList<ReportTable> In(string folder)
    {
        try
        {
            return EnsembleRecord.IsIn(folder) && EnsembleRecord.Read(folder) is var record && (record.Rows[0].Validation ?? record.Rows[0].Test) is { } scores
                ? Of([.. scores.Tasks.Select(t => (t.Key, t.Value.Keys.First(m => m != Scores.Loss)))], record)
                : [];
        }
        catch (Exception e) when (e is MalformedFileException or IOException)
        {
            return [];
        }
    }

    /// <summary>A number of a table.</summary>
    public static string Number(double? value) => value is { } number && double.IsFinite(number) ? Invariant($"{number:0.0000}") : "-";

    private static IReadOnlyList<ReportTable> Of(IReadOnlyList<(string Task, string Metric)> tasks, EnsembleRecord record)
    {
        List<ReportTable> tables = [];
        if (record.Rows.Any(r => r.Validation is not null))
        {
            var folds = record.Members.Any(m => m.Fold is not null);
            tables.Add(new ReportTable(folds ? "Rows that members held out" : "Validation split", ["", "score", .. Headers(tasks)], Figures(tasks, record, r => r.Validation, scored: true), Kept(record)));
        }

        if (record.Rows.Any(r => r.Test is not null))
        {
            tables.Add(new ReportTable("Test split", ["", .. Headers(tasks)], Figures(tasks, record, r => r.Test, scored: false), tables.Count == 0 ? Kept(record) : null));
        }

        tables.AddRange(record.Diversity.Keys.TakeLast(1).Select(split => new ReportTable(
            $"How the members differ, {split} split",
            ["task", "disagreement", "Q", "correlation", "double fault", "mean error", "ambiguity", "uncertainty", "of data", "of model"],
            [.. record.Diversity[split].Select(d => Differ(d.Key, d.Value, record.Uncertainty[split][d.Key]))])));
        return tables;
    }

    private static IEnumerable<string> Headers(IEnumerable<(string Task, string Metric)> tasks) => tasks.SelectMany(t => new[] { $"{t.Task} {t.Metric}", $"{t.Task} loss" });

    private static List<IReadOnlyList<string>> Figures(IReadOnlyList<(string Task, string Metric)> tasks, EnsembleRecord record, Func<EnsembleRow, Scores?> scores, bool scored)
    {
        var columns = tasks.SelectMany(t => new[] { (t.Task, t.Metric), (t.Task, Metric: Scores.Loss) }).ToList();
        List<Func<EnsembleRow, double?>> values = [.. columns.Select(c => (Func<EnsembleRow, double?>)(r => scores(r)?[c.Task, c.Metric]))];
        if (scored)
        {
            values.Insert(0, r => r.Score);
        }

        var members = record.Rows.Where(r => r.Kind == EnsembleRowKind.Member).ToList();
        List<IReadOnlyList<string>> rows = [.. members.Select(r => Row(r.Name, r, values)), ["mean of members", .. values.Select(v => Spread([.. members.Select(v)]))]];
        if (members.All(m => m.Score is not null))
        {
            var best = members.MaxBy(m => m.Score)!;
            rows.Add(Row($"best member ({best.Name})", best, values));
        }

        rows.AddRange(record.Rows.Where(r => r.Kind == EnsembleRowKind.Combination).Select(r => Row(r.Name, r, values)));
        return rows;
    }

    private static IReadOnlyList<string> Row(string name, EnsembleRow row, IEnumerable<Func<EnsembleRow, double?>> values) => [name, .. values.Select(v => Number(v(row)))];

    /// <summary>"0.9632 ± 0.0011"; a single member has no deviation.</summary>
    private static string Spread(IReadOnlyList<double?> values)
    {
        if (values.Any(v => v is null))
        {
            return "-";
        }

        var (mean, count) = (values.Average()!.Value, values.Count);
        return count == 1 ? Number(mean) : Invariant($"{mean:0.0000} ± {Math.Sqrt(values.Sum(v => (v!.Value - mean) * (v.Value - mean)) / (count - 1)):0.0000}");
    }

    private static IReadOnlyList<string> Differ(string task, DiversityRecord d, UncertaintyRecord u) =>
        [task, Number(d.Disagreement), Number(d.Q), Number(d.Correlation), Number(d.DoubleFault), Number(d.MeanError), Number(d.Ambiguity), Number(u.Total), Number(u.Data), Number(u.Model)];

    private static string Kept(EnsembleRecord record)
    {
        var kept = record.Tasks.Select(t => $"{t.Key} {t.Value.Kind}{Weights(t.Value)}");
        return $"kept{(record.ChosenByValidation ? ", by the score" : ", as asked for")}: {string.Join("; ", kept)}";
    }

    private static string Weights(CombinationRecord combination) => combination.Weights is { } weights && weights.Distinct().Count() > 1
        ? $" ({string.Join(", ", weights.Select(w => Invariant($"{w:0.000}")))})"
        : "";
}
