using System.Text.Json.Nodes;
using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Comparing.Reports;

namespace MtlTorch.Experiments.Tests.Comparing;

/// <summary>The files that a comparison is written to; how they look is approved in the tests of the command line.</summary>
public sealed class ReportTests
{
    [Test]
    public void CsvQuotesWhatHasCommasQuotesOrLineEnds()
    {
        var comparison = Finished.Study.Compare();
        var odd = comparison with { Rows = [comparison.Rows[1] with { Label = "mgda, \"shared\"\nonly" }] };

        Assert.That(ComparisonCsv.Write(odd), Does.Contain("\n\"mgda, \"\"shared\"\"\nonly\",sound,shape,accuracy,true,2,"));
    }

    [Test]
    public void EveryLineOfCsvHasAllColumns()
    {
        var lines = ComparisonCsv.Write(Finished.Study.Compare()).TrimEnd('\n').Split('\n');

        Assert.That(lines.Select(l => l.Count(c => c == ',')).Distinct().ToList(), Has.Count.EqualTo(1));
        Assert.That(lines, Has.Length.EqualTo(1 + 2 + 3), "a header, two tasks of the single-task row, two tasks and delta m of the other");
    }

    [Test]
    public void JsonKeepsTheFigureOfEveryRun()
    {
        var row = JsonNode.Parse(ComparisonJson.Write(Finished.Study.Compare()))!["rows"]![1]!;

        Assert.Multiple(() =>
        {
            Assert.That(row["label"]!.GetValue<string>(), Is.EqualTo("sound"));
            Assert.That(row["seeds"]!.AsArray().Select(s => s!.GetValue<int>()), Is.EqualTo(new[] { 1, 2 }));
            Assert.That(row["figures"]![0]!["figures"]!["values"]!.AsArray().Select(v => v!.GetValue<double>()), Is.EqualTo(new[] { 0.84, 0.81 }));
            Assert.That(row["deltaM"]!["mean"]!.GetValue<double>(), Is.EqualTo(-5).Within(1e-9));
        });
    }

    [Test]
    public void WhatIsNotDefinedIsNullEmptyOrADash()
    {
        List<FinishedRun> runs = [Finished.Both(1, double.NaN, 1), Finished.Both(1, 0.5, 1, "balancing.kind=dwa")];
        var comparison = runs.Compare();

        Assert.Multiple(() =>
        {
            Assert.That(ComparisonCsv.Write(comparison), Does.Contain("\nequal,equal,shape,accuracy,true,1,,,,,,,,,,1.75\n"));
            Assert.That(JsonNode.Parse(ComparisonJson.Write(comparison))!["rows"]![0]!["figures"]![0]!["figures"]!["mean"], Is.Null);
            Assert.That(ComparisonMarkdown.Write(comparison), Does.Contain("| equal | - | 1.0000 |"));
        });
    }

    [Test]
    public void MarkdownEscapesWhatEndsACell()
    {
        var comparison = Finished.Study.Compare();

        Assert.That(ComparisonMarkdown.Write(comparison with { Rows = [comparison.Rows[1] with { Label = "a|b" }] }), Does.Contain("\n| a\\|b |"));
    }
}
