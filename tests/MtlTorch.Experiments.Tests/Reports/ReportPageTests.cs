using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MtlTorch.Experiments.Reports;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Experiments.Tests.Running;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Reports;

/// <summary>What is in the file; what a browser makes of it is tested elsewhere.</summary>
public sealed class ReportPageTests : FolderTests
{
    private const string Line = """{"epoch":1,"split":"train","tasks":{"a":{"loss":0.1}},"weights":null,"learningRate":0.01,"seconds":0.30000000000000004}""";

    [Test]
    public void TheLinesOfTheMetricsFileStandInItAsTheyAre()
    {
        using var run = Run.Of(Experiment.Sound, "trainer.diagnosticsEvery=2");
        var page = File.ReadAllText(run.Folder.Report);

        var lines = Data(page)["runs"]![0]!["metrics"]!.AsArray().Select(line => line!.ToJsonString());

        Assert.That(lines, Is.EqualTo(run.Metrics.Select(line => line.ToJsonString())));
        Assert.That(File.ReadLines(run.Folder.Metrics), Is.All.Matches<string>(line => page.Contains(line)), "to the letter");
    }

    [Test]
    public void NoTextOfAConfigurationBecomesMarkup()
    {
        const string Evil = "</script><script>alert(1)</script><!--\u2028\u2029 {{SCRIPT}}";
        var folder = Open($$"""{"name": {{System.Text.Json.JsonSerializer.Serialize(Evil)}}}""".Replace("\\u003C", "<"));

        RunReport.Write(folder);

        var page = File.ReadAllText(folder.Report);
        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Not.Contain("<script>alert"));
            Assert.That(Regex.Count(page, "</script>"), Is.EqualTo(3), "the data, the library and the page's own");
            Assert.That(page, Does.Not.Contain("\u2028").And.Not.Contain("\u2029"));
            Assert.That(Data(page)["runs"]![0]!["resolved"]!["name"]!.GetValue<string>(), Is.EqualTo(Evil));
        });
    }

    [Test]
    public void AFolderWithNothingButAConfigurationHasAReport()
    {
        var folder = Open("""{"name": "new"}""");

        RunReport.Write(folder);

        var run = Data(File.ReadAllText(folder.Report))["runs"]![0]!;
        Assert.That(run["metrics"]!.AsArray(), Is.Empty);
        Assert.That(new[] { run["result"], run["environment"], run["details"] }, Is.All.Null);
    }

    [Test]
    public void WhatIsDamagedIsLeftOut()
    {
        var folder = Open("{}");
        Folder.Write("run/metrics.jsonl", $"{Line}\n\nnot JSON\n[1]\n{Line[..40]}");
        Folder.Write("run/result.json", "{\"status\": ");
        Folder.Write("run/details.json", "null");

        RunReport.Write(folder);

        var run = Data(File.ReadAllText(folder.Report))["runs"]![0]!;
        Assert.Multiple(() =>
        {
            Assert.That(run["metrics"]!.AsArray().Select(l => l!.ToJsonString()), Is.EqualTo(new[] { Line }));
            Assert.That(run["result"], Is.Null);
            Assert.That(run["details"], Is.Null);
        });
    }

    [TestCase(4_000, 1, 4_000)]
    [TestCase(4_001, 2, 2_001)]
    [TestCase(20_000, 5, 4_000)]
    public void OfManyMeasuredStepsSomeAreShownAndAllEpochs(int steps, int stride, int shown)
    {
        var folder = Open("{}");
        Folder.Write("run/metrics.jsonl", string.Concat(Enumerable.Range(1, steps).Select(i => $"{{\"epoch\":1,\"step\":{i},\"gradients\":{{}}}}\n")) + Line + "\n");

        var files = RunFiles.Read(folder);

        Assert.That((files.Stride, files.Metrics.Count), Is.EqualTo((stride, shown + 1)));
        Assert.That(files.Metrics[^1], Is.EqualTo(Line));
    }

    [Test]
    public void ThePolicyAllowsItsOwnScriptsAlone()
    {
        var folder = Open("{}");
        RunReport.Write(folder);
        var page = File.ReadAllText(folder.Report);

        var policy = Regex.Match(page, "Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value;
        var scripts = Regex.Matches(page, "<script>(.*?)</script>", RegexOptions.Singleline).Select(m => m.Groups[1].Value);
        var hashes = scripts.Select(s => $"'sha256-{Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(s)))}'");
        Assert.That(policy, Does.StartWith("default-src 'none';").And.EndWith($"script-src {string.Join(' ', hashes)}"));
        Assert.That(page, Does.Not.Match("(src|href)=\"https?:"));
    }

    [Test]
    public void AComparisonLeavesPicturesAndGradientsToTheReportsOfTheRuns()
    {
        var folder = Open("{}");
        Folder.Write("run/details.json", """{"split":"test","metrics":{"a":[]},"tasks":{"a":{"confusion":[[1]]}}}""");
        Folder.Write("run/metrics.jsonl", $"{{\"epoch\":1,\"step\":1,\"gradients\":{{}}}}\n{Line}\n");

        ComparisonReport.Write(Folder["compare.html"], [folder, folder]);

        var data = Data(File.ReadAllText(Folder["compare.html"]));
        Assert.That(data["runs"]!.AsArray(), Has.Count.EqualTo(2));
        Assert.That(data["runs"]![0]!["details"]!.ToJsonString(), Is.EqualTo("""{"metrics":{"a":[]},"split":"test"}"""));
        Assert.That(data["runs"]![1]!["metrics"]!.AsArray().Select(l => l!.ToJsonString()), Is.EqualTo(new[] { Line }));
    }

    [Test]
    public void AFailedRunHasAReportThatSaysWhy()
    {
        using var run = Run.Of(Experiment.Sound, "optimizer.kind=sgd", "optimizer.lr=1e6");

        var result = Data(File.ReadAllText(run.Folder.Report))["runs"]![0]!["result"]!;

        Assert.That(result["status"]!.GetValue<string>(), Is.EqualTo("failed"));
        Assert.That(result["error"]!.GetValue<string>(), Is.EqualTo(run.Result.Error));
    }

    [Test]
    public void DetailsSayWhichSplitTheyAreOf()
    {
        using var run = Run.Of(Experiment.Sound, "data.test=24");

        var details = JsonNode.Parse(File.ReadAllText(run.Folder.Details))!;

        Assert.Multiple(() =>
        {
            Assert.That((details["split"]!.GetValue<string>(), details["rows"]!.GetValue<int>()), Is.EqualTo(("test", 24)));
            Assert.That(details["metrics"]!["size"]![0]!.ToJsonString(), Is.EqualTo("""{"name":"rmse","higherIsBetter":false,"best":0,"unit":"pixels"}"""));
            var bins = details["tasks"]!["shape"]!["calibration"]!["bins"]!.AsArray();
            Assert.That(bins.First(b => b!["rows"]!.GetValue<long>() == 0)!["accuracy"], Is.Null, "no number for an empty bin");
            Assert.That(details["tasks"]!["shape"]!["mostConfidentlyWrong"]![0]!["picture"]!["pixels"]!.GetValue<string>(), Has.Length.EqualTo(16 * 16 * 3 * 4 / 3));
        });
    }

    private RunFolder Open(string resolved)
    {
        Folder.Write("run/resolved.json", resolved);
        return RunFolder.Open(Folder["run"]);
    }

    private static JsonNode Data(string page) =>
        JsonNode.Parse(Regex.Match(page, "<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value)!;
}
