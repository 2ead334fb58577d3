using System.Globalization;
using System.Text.Json.Nodes;
using CsvHelper;
using MtlTorch.Experiments.Sweeps.Reading;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Sweeps.Reading;

/// <summary>CSV and JSON: what a spreadsheet or a script gets.</summary>
public sealed class SweepExportTests : FolderTests
{
    [Test]
    public void TheCsvHasALinePerTrialWithFiguresToTheLastDigit()
    {
        var sweep = SyntheticSweep.After(40, seeds: 2);

        SweepCsv.Write(sweep, Folder["trials.csv"]);

        var lines = Lines(Folder["trials.csv"]);
        Assert.Multiple(() =>
        {
            Assert.That(lines, Has.Count.EqualTo(40));
            Assert.That(lines[0].Keys, Is.EqualTo(new[]
            {
                "trial", "status", "shape accuracy", "shape accuracy.sd", "optimizer.kind", "optimizer.lr", "optimizer.momentum", "model.trunk.layers", "model.trunk.dropout",
                "model.trunk.hidden", "attempts", "epochs", "seconds", "started", "ended", "where", "folder", "error",
            }));
            Assert.That(double.Parse(lines[1]["shape accuracy"], CultureInfo.InvariantCulture), Is.EqualTo(sweep.Trials[1].Objectives[0]));
            Assert.That(double.Parse(lines[1]["optimizer.lr"], CultureInfo.InvariantCulture), Is.EqualTo(sweep.Trials[1].Values["optimizer.lr"]!.GetValue<double>()));
            Assert.That(lines[1]["started"], Is.EqualTo("2026-03-01T08:00:02.000Z"));
            Assert.That(lines[1]["folder"], Is.EqualTo("trials/0002"));
            Assert.That(lines[12]["error"], Is.EqualTo("the loss of shape is not finite in epoch 2"));
            Assert.That(lines[32]["error"], Is.EqualTo("worker 33 ended with signal 9\nlast lines of its log: <none>"), "a line break is part of the field");
            Assert.That((lines[12]["status"], lines[12]["shape accuracy"], lines[12]["epochs"]), Is.EqualTo(("failed", "", "")));
            Assert.That(lines.Count(l => l["optimizer.momentum"] == ""), Is.EqualTo(lines.Count(l => l["optimizer.kind"] == "adam")));
        });
    }

    [Test]
    public void TheJsonHasEverything()
    {
        var sweep = SyntheticSweep.After(40);

        SweepJson.Write(sweep, Folder["sweep-export.json"]);

        var json = JsonNode.Parse(File.ReadAllText(Folder["sweep-export.json"]))!;
        Assert.Multiple(() =>
        {
            Assert.That(json.AsObject().Select(m => m.Key), Is.EqualTo(new[] { "name", "sampler", "pruner", "objectives", "planned", "seeds", "space", "best", "trials", "importance" }));
            Assert.That(json["space"]![2]!.ToJsonString(), Is.EqualTo("""{"key":"optimizer.momentum","kind":"float","from":0,"to":0.99,"scale":"linear","step":null,"when":{"optimizer.kind":["sgd"]}}"""));
            Assert.That(json["space"]![5]!["values"]!.ToJsonString(), Is.EqualTo("[[64],[128,64],[256,128,64]]"));
            Assert.That(json["best"]!.AsArray().Select(n => n!.GetValue<int>()), Is.EqualTo(new[] { sweep.Best()[0].Number }));
            Assert.That(json["trials"]!.AsArray(), Has.Count.EqualTo(40));
            Assert.That(json["trials"]![1]!["objectives"]![0]!.GetValue<double>(), Is.EqualTo(sweep.Trials[1].Objectives[0]));
            Assert.That(json["trials"]![12]!["objectives"], Is.Null);
            Assert.That(json["trials"]![12]!["status"]!.GetValue<string>(), Is.EqualTo("failed"));
            Assert.That(json["importance"]![0]!["parameters"]!.AsArray(), Has.Count.EqualTo(6));
        });
    }

    [Test]
    public void ValuesThatAreNoNumbersAreNullOrEmpty()
    {
        var sweep = SyntheticSweep.After(1);
        var trial = sweep.Trials[0] with { Objectives = [double.NaN], Curve = [1, double.NaN] };
        sweep = sweep with { Trials = [trial] };

        SweepCsv.Write(sweep, Folder["trials.csv"]);

        Assert.That(Lines(Folder["trials.csv"])[0]["shape accuracy"], Is.Empty);
        var json = JsonNode.Parse(SweepJson.Text(sweep))!;
        Assert.That(json["trials"]![0]!["objectives"]!.ToJsonString(), Is.EqualTo("[null]"));
        Assert.That(json["trials"]![0]!["curve"]!.ToJsonString(), Is.EqualTo("[1,null]"));
        Assert.That(json["importance"]![0]!["explained"], Is.Null);
    }

    [Test]
    public void RunsAreFoundBySeedAndThoseTakenOverWhereTheyLie()
    {
        Folder.Write("sweep/trials/0001/seed-10/resolved.json", "{}");
        Folder.Write("sweep/trials/0001/seed-9/resolved.json", "{}");
        Folder.Write("other/run/resolved.json", "{}");
        var sweep = SyntheticSweep.After(2, Folder["sweep"]);

        Assert.That(TrialPlaces.Runs(sweep, sweep.Trials[0]), Is.EqualTo(new[] { "trials/0001/seed-9", "trials/0001/seed-10" }));
        Assert.That(TrialPlaces.Runs(sweep, sweep.Trials[1]), Is.Empty);
        Assert.That(TrialPlaces.Runs(sweep, sweep.Trials[1] with { Reused = Folder["other", "run"] }), Is.EqualTo(new[] { "../other/run" }));
    }

    private static List<Dictionary<string, string>> Lines(string path)
    {
        using var csv = new CsvReader(new StreamReader(path), CultureInfo.InvariantCulture);
        return [.. csv.GetRecords<dynamic>().Select(r => ((IDictionary<string, object>)r).ToDictionary(c => c.Key, c => (string)c.Value))];
    }
}
