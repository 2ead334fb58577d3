using System.Globalization;
using MtlTorch.Experiments.Comparing.Statistics;

namespace MtlTorch.Experiments.Comparing.Reports;

/// <summary>A comparison in words and tables, as terminal and Markdown show it.</summary>
/// <param name="comparison">The comparison.</param>
public sealed class ComparisonTables(Comparison comparison)
{
    private const string Nothing = "-";

    private bool SeedsAgree => comparison.Rows.All(r => r.Seeds.SequenceEqual(comparison.Seeds));

    /// <summary>What the figures are.</summary>
    public string Introduction
    {
        get
        {
            var seeds = comparison.Seeds.Count == 1 ? $"seed {comparison.Seeds[0]}" : $"mean ± standard deviation over seeds {string.Join(", ", comparison.Seeds)}";
            var arrows = string.Join(", ", Arrows());
            return $"{comparison.Data}, {comparison.Split.ToString().ToLowerInvariant()} split, {seeds}; {arrows}";
        }
    }

    /// <summary>What the tests are; null if nothing is tested.</summary>
    public string? TestsIntroduction => comparison.Rows.Any(IsTested)
        ? $"Against {comparison.Reference}, paired by seed: mean difference, its 95 % confidence interval, p of Student's paired t-test."
        : null;

    /// <summary>What to do for a comparison with something; null if there is one.</summary>
    public string? Advice => comparison.Reference is not null
        ? comparison.Rows.Any(IsTested) || comparison.Rows.Count < 2 || comparison.Seeds.Count > 1 ? null : "Tests need two seeds or more."
        : comparison.Rows.Count > 1 ? "No single-task runs with the same trunk: with them (mtl train CONFIG --baselines single-task) or with --against ROW come Δm and tests." : null;

    /// <summary>Figures, delta m and mean rank of each row.</summary>
    public TextTable Figures
    {
        get
        {
            var deltas = comparison.Rows.Any(r => r.DeltaM is not null);
            var ranks = comparison.Rows.Any(r => r.MeanRank is not null);
            List<string> headers = [comparison.Header];
            headers.AddRange(SeedsAgree ? [] : ["seeds"]);
            headers.AddRange(comparison.Columns.Select(HeaderOf));
            headers.AddRange(deltas ? ["Δm, %"] : []);
            headers.AddRange(ranks ? ["MR"] : []);
            return new TextTable(headers, [.. comparison.Rows.Select(r => RowOf(r, deltas, ranks))]);
        }
    }

    /// <summary>For each row that is compared the differences from the reference.</summary>
    public TextTable Tests => new(
        [comparison.Header, .. comparison.Columns.Select(HeaderOf), "Δm, %"],
        [.. comparison.Rows.Where(IsTested).Select(r => (string[])[r.Label, .. r.Cells.Select(c => Text(c?.Test, "0.0000")), Text(r.DeltaMTest, "0.00")])]);

    private static bool IsTested(ComparisonRow row) => row.DeltaMTest is not null || row.Cells.Any(c => c?.Test is not null);

    private static string HeaderOf(MetricColumn column) => $"{column.Task} {column.Metric} {(column.HigherIsBetter ? "↑" : "↓")}";

    private IEnumerable<string> Arrows()
    {
        if (comparison.Columns.Any(c => c.HigherIsBetter))
        {
            yield return "↑ more is better";
        }

        if (comparison.Columns.Any(c => !c.HigherIsBetter))
        {
            yield return "↓ less is better";
        }
    }

    private string[] RowOf(ComparisonRow row, bool deltas, bool ranks)
    {
        List<string> cells = [row.Label];
        cells.AddRange(SeedsAgree ? [] : [$"{row.Seeds.Count}"]);
        cells.AddRange(row.Cells.Select(c => Text(c?.Figures, "0.0000", signed: false)));
        cells.AddRange(deltas ? [Text(row.DeltaM, "0.00", signed: true)] : []);
        cells.AddRange(ranks ? [row.MeanRank is { } rank ? Number(rank, "0.00", signed: false) : Nothing] : []);
        return [.. cells];
    }

    private static string Text(Sample? sample, string format, bool signed) => sample switch
    {
        null => Nothing,
        _ when !double.IsFinite(sample.Mean) => Nothing,
        { Deviation: { } deviation } => $"{Number(sample.Mean, format, signed)} ± {Number(deviation, format, signed: false)}",
        _ => Number(sample.Mean, format, signed),
    };

    private static string Text(PairedTest? test, string format) => test is null
        ? Nothing
        : $"{Number(test.Difference, format, signed: true)} [{Number(test.Lower, format, signed: true)}, {Number(test.Upper, format, signed: true)}] {PValue(test.P)}";

    private static string PValue(double? p) => p switch
    {
        null => "p -",
        < 0.001 => "p<0.001",
        { } value => string.Create(CultureInfo.InvariantCulture, $"p={value:0.000}"),
    };

    /// <summary>With its sign where it is a difference; large numbers with fewer decimals.</summary>
    private static string Number(double value, string format, bool signed)
    {
        var text = value.ToString(Math.Abs(value) < 1000 ? format : "0.0", CultureInfo.InvariantCulture);
        return signed && value > 0 ? $"+{text}" : text;
    }
}
