using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MtlTorch.Experiments.Reports;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Tests.Sweeps;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Reports;

/// <summary>What is in the page of a sweep; what a browser makes of it is tested elsewhere.</summary>
public sealed class SweepReportTests : FolderTests
{
    [Test]
    public void AThousandTrialsOfFiftyEpochsMakeAPageBelowTwoMegabytes()
    {
        var sweep = SyntheticSweep.After(1000, Folder.Path, epochs: 50);
        var clock = Stopwatch.StartNew();

        var path = SweepReport.Write(sweep);

        TestContext.Out.WriteLine($"{new FileInfo(path).Length / 1e6:0.00} MB, {clock.Elapsed.TotalSeconds:0.00} s");
        Assert.That(new FileInfo(path).Length, Is.LessThan(2_000_000));
    }

    [Test]
    public void OfLongCurvesSomeEpochsAreShownAndTheLast()
    {
        var sweep = SyntheticSweep.After(500, Folder.Path, epochs: 300);

        var data = Data(SweepReport.Write(sweep));

        Assert.That(data["curveStride"]!.GetValue<int>(), Is.EqualTo(3));
        var curve = data["trials"]![1]!["curve"]!.AsArray();
        Assert.That(curve, Has.Count.EqualTo(101));
        Assert.That(curve[^1]!.GetValue<double>(), Is.EqualTo(sweep.Trials[1].Curve[^1]).Within(1e-6));
        Assert.That(data["trials"]![1]!["epochs"]!.GetValue<int>(), Is.EqualTo(300));
    }

    [Test]
    public void LinksGoFromThePageToReportsThatAreThere()
    {
        Folder.Write("a sweep/trials/0002/seed-1/report.html", "");
        Folder.Write("a sweep/trials/0003/seed-1/resolved.json", "{}");
        var sweep = SyntheticSweep.After(3, Folder["a sweep"]);

        string[] Links(string path) => [.. Data(path)["trials"]!.AsArray().SelectMany(t => t!["runs"]!.AsArray()).Select(r => r!["path"]!.GetValue<string>())];

        Assert.That(Links(SweepReport.Write(sweep)), Is.EqualTo(new[] { "trials/0002/seed-1" }));
        Assert.That(Links(SweepReport.Write(sweep, Folder["elsewhere.html"])), Is.EqualTo(new[] { "a%20sweep/trials/0002/seed-1" }));
    }

    [Test]
    public void NoTextOfASweepBecomesMarkup()
    {
        const string Evil = "</script><script>alert(1)</script><!--\u2028\u2029 {{SCRIPT}}";
        var sweep = SyntheticSweep.After(3, Folder.Path);
        var failed = sweep.Trials[0] with { Status = TrialStatus.Failed, Error = Evil, Objectives = [] };

        var page = File.ReadAllText(SweepReport.Write(sweep with { Name = Evil, Trials = [failed, .. sweep.Trials.Skip(1)] }));

        Assert.That(page, Does.Not.Contain("<script>alert"));
        Assert.That(Regex.Count(page, "</script>"), Is.EqualTo(3));
    }

    [Test]
    public void TheSameErrorIsThereOnce()
    {
        var data = Data(SweepReport.Write(SyntheticSweep.After(100, Folder.Path)));

        Assert.That(data["failures"]![0]!.ToJsonString(), Is.EqualTo("""{"error":"the loss of shape is not finite in epoch 2","trials":[13,53,93]}"""));
        Assert.That(data["failures"]!.AsArray(), Has.Count.EqualTo(3));
    }

    private static JsonNode Data(string path) =>
        JsonNode.Parse(Regex.Match(File.ReadAllText(path), "<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value)!["sweep"]!;
}
