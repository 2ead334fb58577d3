using MtlTorch.Experiments.Reports;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Experiments.Tests.Running;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Reports;

/// <summary>The comparison of real runs in a real browser.</summary>
public sealed class ComparisonReportBrowserTests : FolderTests
{
    [Test]
    public void RunsStandSideBySide()
    {
        using var browser = new Browser();
        using var first = Run.Of(Experiment.Sound);
        using var second = Run.Of(Experiment.Sound, "optimizer.lr=0.02", "seed=7", "name=\"faster\"");
        var path = Folder["compare.html"];
        var table = new ReportTable("Means over seeds", ["method", "accuracy"], [["equal", "0.9 \u00b1 0.1"], ["<b>", "</script>"]], "Of two seeds.");

        ComparisonReport.Write(path, [first.Folder, second.Folder], [table]);
        browser.Open(path);

        Assert.Multiple(() =>
        {
            Assert.That(browser.Console, Is.Empty);
            Assert.That(browser.Value<string[]>("[...document.querySelectorAll('section')].map(s => s.id)"), Is.EqualTo(new[]
            {
                "table-1", "runs", "figures", "trade-off", "curves", "time", "differences",
            }));
            Assert.That(browser.Value<string[]>("[...document.querySelectorAll('#differences tbody th')].map(e => e.textContent)"), Is.EqualTo(new[] { "name", "seed", "optimizer.lr" }));
            Assert.That(browser.Value<string[]>("[...document.querySelectorAll('#differences tbody tr:last-child td')].map(e => e.textContent)"), Is.EqualTo(new[] { "0.01", "0.02" }));
            Assert.That(browser.Value<string[]>("[...document.querySelectorAll('#table-1 tbody tr:last-child > *')].map(e => e.textContent)"), Is.EqualTo(new[] { "<b>", "</script>" }));

            var points = browser.Evaluate("mtlReport.charts.find(c => c.tradeOff).points")!;
            Assert.That(points[0]!["x"]!.GetValue<double>(), Is.EqualTo(first.Result.Test!["shape", "accuracy"]));
            Assert.That(points[1]!["y"]!.GetValue<double>(), Is.EqualTo(second.Result.Test!["size", "rmse"]));
            var figures = browser.Value<string[]>("[...document.querySelectorAll('#figures tbody tr:first-child td')].map(e => e.textContent)");
            Assert.That(figures[1..], Is.EqualTo(new[] { first, second }.Select(run => FormattableString.Invariant($"{run.Result.Test!["shape", "accuracy"]:0.0000}"))));
        });
    }
}
