using System.Globalization;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Importance;
using MtlTorch.Experiments.Sweeps.Journal;
using MtlTorch.Experiments.Sweeps.Reading;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Reports;

/// <summary>What the page of a sweep draws, as JSON: points as numbers, times as seconds since the sweep began.</summary>
/// <param name="sweep">The sweep.</param>
/// <param name="folder">The page's folder.</param>
/// <param name="now">The time for which the page is written.</param>
/// <param name="hypervolume">What the Pareto front dominates; null where nobody computed it.</param>
internal sealed class SweepPageData(SweepView sweep, string folder, DateTimeOffset now, double? hypervolume)
{
    /// <summary>Values of curves in a page at most: of more it has every second, third, ... epoch.</summary>
    internal const int MostCurveValues = 60_000;

    private const int MostErrorLetters = 4_000;
    private const int FewCauses = 20;
    private const int CurveDigits = 6;
    private const int FewValues = 30;

    private readonly SweepFigures figures = new(sweep, now);
    private readonly DateTimeOffset begun = sweep.Trials.Select(t => t.Chosen).DefaultIfEmpty(now).Min();
    private readonly int stride = Math.Max(1, (sweep.Trials.Sum(t => t.Curve.Count) + MostCurveValues - 1) / MostCurveValues);

    /// <summary>The object.</summary>
    public string Json() => EmbeddedJson.Object(
        ("name", EmbeddedJson.Text(sweep.Name)),
        ("folder", EmbeddedJson.Text(sweep.Folder)),
        ("sampler", EmbeddedJson.Text(sweep.Sampler)),
        ("pruner", EmbeddedJson.Text(sweep.Pruner)),
        ("planned", EmbeddedJson.Number(sweep.Planned)),
        ("seeds", EmbeddedJson.Number(sweep.Seeds)),
        ("begun", EmbeddedJson.Text(begun.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture))),
        ("end", EmbeddedJson.Of(Seconds(now))),
        ("span", EmbeddedJson.Of(figures.Span?.TotalSeconds)),
        ("training", EmbeddedJson.Of(figures.TrainingSeconds)),
        ("remaining", EmbeddedJson.Of(figures.Remaining?.TotalSeconds)),
        ("hypervolume", EmbeddedJson.Of(hypervolume)),
        ("objectives", EmbeddedJson.Of(sweep.Objectives)),
        ("dimensions", EmbeddedJson.Array(sweep.Space.Dimensions.Select(Dimension))),
        ("bestNumbers", EmbeddedJson.Of(sweep.Best().Select(t => t.Number))),
        ("importance", EmbeddedJson.Of(SweepImportance.Of(sweep).Select(i => new { i.Objective, i.Trials, i.Parameters, i.Interactions, i.Reason, Trust = SweepTable.Trust(i) }))),
        ("failures", EmbeddedJson.Of(Failures())),
        ("curveStride", EmbeddedJson.Number(stride)),
        ("trials", EmbeddedJson.Array(sweep.Trials.Select(Trial))));

    private static string Dimension(Dimension dimension) => dimension switch
    {
        NumberDimension d => EmbeddedJson.Of(new { d.Key, d.Log, d.From, d.To, Count = d.Cardinality <= FewValues ? d.Cardinality : null }),
        ChoiceDimension d => EmbeddedJson.Of(new { d.Key, Values = ChoiceLabels.Of(d.Values), Count = d.Values.Count }),
        _ => throw new InvalidOperationException($"{dimension.GetType().Name} has no axis"),
    };

    private string Trial(Trial trial)
    {
        var point = sweep.Space.Read(trial.Values);
        return EmbeddedJson.Of(new
        {
            trial.Number,
            trial.Status,
            Point = Enumerable.Range(0, sweep.Space.Count).Select(i => point?[i] ?? double.NaN),
            trial.Objectives,
            trial.Deviations,
            Curve = Thinned(trial.Curve).Select(Rounded),
            Epochs = trial.Curve.Count,
            Seconds = Math.Round(trial.Seconds, 3),
            Attempts = trial.History.Select(a => new object?[] { Seconds(a.Started), a.Ended is { } ended ? Seconds(ended) : null, a.Where, a.Status }),
            Folder = trial.Reused ?? TrialPlaces.Of(trial),
            trial.Reused,
            Runs = TrialPlaces.Runs(sweep, trial).Select(run => Path.Combine(sweep.Folder, run)).Where(run => File.Exists(Path.Combine(run, "report.html")))
                .Select(run => new { Name = Path.GetFileName(run), Path = Link(run) }),
        });
    }

    /// <summary>Every n-th value, and the last.</summary>
    private IEnumerable<double> Thinned(IReadOnlyList<double> curve) => curve.Where((_, i) => i % stride == 0 || i == curve.Count - 1);

    private static double Rounded(double value) =>
        double.IsFinite(value) ? double.Parse(value.ToString($"G{CurveDigits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : double.NaN;

    /// <summary>Trials that failed by their errors, the most frequent first.</summary>
    private IEnumerable<object> Failures()
    {
        var causes = sweep.Trials.Where(t => t.Status == TrialStatus.Failed).GroupBy(t => (t.Error ?? "It failed without a message.").Trim()).OrderByDescending(g => g.Count()).ToList();
        var most = causes.Count <= FewCauses ? MostErrorLetters : MostErrorLetters / 10;
        return causes.Select(g => new { Error = g.Key.Length <= most ? g.Key : g.Key[..most] + " ...", Trials = g.Select(t => t.Number) });
    }

    /// <summary>A run's folder from the page's, as an address.</summary>
    private string Link(string run) => string.Join('/', Path.GetRelativePath(folder, run).Split(Path.DirectorySeparatorChar, '/').Select(Uri.EscapeDataString));

    private double Seconds(DateTimeOffset time) => Math.Round((time - begun).TotalSeconds, 3);
}
