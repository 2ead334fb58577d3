using System.Globalization;
using System.Text.Json.Nodes;
using MtlTorch.Data;
using MtlTorch.Data.DataSets;
using MtlTorch.Tensors.Safetensors;

namespace MtlTorch.Cli.Tests;

public class PredictTests
{
    private Cli cli = null!;
    private float[] sizes = null!;
    private long[] shapes = null!;

    [OneTimeSetUp]
    public void TrainOnce()
    {
        cli = new Cli();
        Assert.That(cli.Run("train", "sound.json", "--run-dir", "run", "--quiet").ExitCode, Is.Zero);
        using var scope = torch.NewDisposeScope();
        using var test = new ShapesOptions { Train = 64, Validation = 32, Test = 32, ImageSize = 16 }.Open().Load(SplitName.Test);
        SafetensorsFile.Write("rows.safetensors", new Dictionary<string, torch.Tensor> { ["inputs"] = test.Inputs });
        sizes = test.Targets["size"].data<float>().ToArray();
        shapes = test.Targets["shape"].data<long>().ToArray();
    }

    [OneTimeTearDown]
    public void Remove() => cli.Dispose();

    [Test]
    public void Predictions_of_the_test_rows_have_the_figures_of_the_run()
    {
        var lines = Lines(cli.Run("predict", "run", "--input", "rows.safetensors"));
        var rows = lines.Skip(1).Select(line => line.Split(',')).ToList();
        string[] names = ["circle", "square", "triangle", "cross"];
        var result = JsonNode.Parse(File.ReadAllText("run/result.json"))!["test"]!;
        Assert.Multiple(() =>
        {
            Assert.That(lines[0], Is.EqualTo("row,shape,shape.probability,size"));
            Assert.That(rows.Select(r => r[0]), Is.EqualTo(Enumerable.Range(1, 32).Select(i => $"{i}")));
            Assert.That(rows.Zip(shapes).Count(r => r.First[1] == names[r.Second]) / 32.0, Is.EqualTo((double)result["shape"]!["accuracy"]!));
            Assert.That(rows.Zip(sizes).Average(r => Math.Abs(Number(r.First[3]) - r.Second)), Is.EqualTo((double)result["size"]!["mae"]!).Within(1e-5));
            Assert.That(rows.Select(r => Number(r[2])), Is.All.InRange(0.25, 1.0));
        });
    }

    [Test]
    public void Json_lines_say_the_same_with_all_probabilities()
    {
        var csv = Lines(cli.Run("predict", "run", "--input", "rows.safetensors", "--probabilities")).Skip(1).Select(line => line.Split(',')).ToList();
        Assert.That(cli.Run("predict", "run", "--input", "rows.safetensors", "--probabilities", "--output", "out.jsonl").Out, Is.Empty);
        var json = File.ReadAllLines("out.jsonl").Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(json.Select(j => (int)j["row"]!), Is.EqualTo(Enumerable.Range(1, 32)));
            Assert.That(json.Select(j => (string)j["tasks"]!["shape"]!["class"]!), Is.EqualTo(csv.Select(r => r[1])));
            Assert.That(json.Select(j => (double)j["tasks"]!["size"]!["value"]!), Is.EqualTo(csv.Select(r => Number(r[7]))));
            Assert.That(json.Select(j => (double)j["tasks"]!["shape"]!["probabilities"]!["cross"]!), Is.EqualTo(csv.Select(r => Number(r[6]))));
            Assert.That(json.Select(j => j["tasks"]!["shape"]!["probabilities"]!.AsObject().Sum(p => (double)p.Value!)), Is.All.EqualTo(1).Within(1e-5));
        });
    }

    [TestCase("/dev/stdout", "is no ordinary file")]
    [TestCase("/dev/full", "is no ordinary file")]
    [TestCase("run", "is a folder; name a file in it")]
    [Platform(Exclude = "Win")]
    public void Nothing_takes_the_place_of_a_device_or_a_folder(string output, string problem)
    {
        var outcome = cli.Run("predict", "run", "--input", "rows.safetensors", "--output", output);
        Assert.That((outcome.ExitCode, outcome.Out), Is.EqualTo((2, "")));
        Assert.That(outcome.Error, Does.Contain($"--output: {output} {problem}"));
    }

    [Test]
    public void The_size_of_the_batches_changes_nothing()
    {
        var (whole, some) = (Lines(cli.Run("predict", "run", "--input", "rows.safetensors")), Lines(cli.Run("predict", "run", "--input", "rows.safetensors", "--batch-size", "5")));
        Assert.That(some.Skip(1).Select(l => Number(l.Split(',')[3])), Is.EqualTo(whole.Skip(1).Select(l => Number(l.Split(',')[3]))).Within(1e-5));
    }

    [Test]
    public void A_bad_row_leaves_nothing_written_unless_it_is_to_be_skipped()
    {
        Directory.CreateDirectory("pictures");
        File.WriteAllBytes("pictures/a.png", TestSupport.PngFixture.Encode(16, 16, 2, new byte[768], _ => 0));
        File.WriteAllText("pictures/b.png", "no picture");
        File.WriteAllText("old.csv", "old");
        var refused = cli.Run("predict", "run", "--input", "pictures", "--output", "old.csv");
        var piped = cli.Run("predict", "run", "--input", "pictures");
        var kept = File.ReadAllText("old.csv");
        var skipped = cli.Run("predict", "run", "--input", "pictures", "--output", "old.csv", "--skip-bad");
        Assert.Multiple(() =>
        {
            Assert.That((refused.ExitCode, kept, piped.ExitCode, piped.Out), Is.EqualTo((1, "old", 1, "")));
            Assert.That(refused.Error, Does.Contain("b.png, byte 0").And.Contain("1 row of pictures cannot be read; nothing was written").And.Contain("--skip-bad"));
            Assert.That(skipped.ExitCode, Is.Zero);
            Assert.That(skipped.Error, Does.Contain("1 row predicted, 1 bad one left out"));
            Assert.That(File.ReadAllLines("old.csv"), Has.Length.EqualTo(2).And.ItemAt(1).StartsWith("1,a.png,"));
            Assert.That(File.Exists("old.csv.part"), Is.False);
        });
    }

    [Test]
    public void An_ensemble_predicts_what_its_figures_say_and_needs_neither_members_nor_data()
    {
        Assert.That(cli.Run("train", "sound.json", "--set", "seed=2", "--run-dir", "second", "--quiet").ExitCode, Is.Zero);
        Assert.That(cli.Run("ensemble", "run", "second", "--combine", "mean", "--run-dir", "both", "--quiet").ExitCode, Is.Zero);
        Directory.Delete("second", recursive: true);
        Directory.Move("both", "moved");
        var rows = Lines(cli.Run("predict", "moved", "--input", "rows.safetensors")).Skip(1).Select(line => line.Split(',')).ToList();
        var result = JsonNode.Parse(File.ReadAllText("moved/result.json"))!["test"]!;
        string[] names = ["circle", "square", "triangle", "cross"];
        Assert.Multiple(() =>
        {
            Assert.That(rows.Zip(shapes).Count(r => r.First[1] == names[r.Second]) / 32.0, Is.EqualTo((double)result["shape"]!["accuracy"]!));
            Assert.That(rows.Zip(sizes).Average(r => Math.Abs(Number(r.First[3]) - r.Second)), Is.EqualTo((double)result["size"]!["mae"]!).Within(1e-5));
        });
    }

    [Test]
    public void A_table_is_read_by_the_names_of_its_columns_when_the_data_are_gone()
    {
        var random = new Random(1);
        var data = Enumerable.Range(0, 200).Select(_ => (X: random.NextDouble(), Color: new[] { "red", "blue" }[random.Next(2)])).ToList();
        cli.Folder.Write("data/t.csv", "x,color,y\n" + string.Concat(data.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.X},{d.Color},{d.X + (d.Color == "red" ? 3 : 0)}\n"))));
        cli.Folder.Write("table.json", """
            {
              "name": "table", "data": { "kind": "tabular", "file": "t.csv", "targets": { "y": {} } }, "model": { "trunk": { "kind": "tabular", "hidden": [16] } },
              "tasks": { "y": { "kind": "regression" } }, "optimizer": { "kind": "adam", "lr": 0.02 }, "trainer": { "epochs": 40, "batchSize": 32 }
            }
            """);
        Assert.That(cli.Run("train", "table.json", "--run-dir", "table", "--quiet").ExitCode, Is.Zero);
        Directory.Delete("data", recursive: true);
        cli.Folder.Write("new.csv", "color;more;x\nred;1;0.5\nblue;2;0,5\nblue;3;0.5\ngreen;4;?\n");
        var outcome = cli.Run("predict", "table", "--input", "new.csv", "--skip-bad");
        var rows = Lines(outcome).Skip(1).Select(line => line.Split(',')).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(outcome.Error, Does.Contain("new.csv, line 3, column 'x'").And.Contain("3 rows predicted, 1 bad one left out"));
            Assert.That(rows.Select(r => r[0]), Is.EqualTo(new[] { "1", "3", "4" }));
            Assert.That(Number(rows[0][1]), Is.EqualTo(3.5).Within(0.3));
            Assert.That(Number(rows[1][1]), Is.EqualTo(0.5).Within(0.3));
            Assert.That(double.IsFinite(Number(rows[2][1])), "an unknown category and a missing number are no reason to refuse a row");
        });
    }

    [TestCase("predict run --input nothing.csv", "nothing.csv does not exist")]
    [TestCase("predict run --input rows.safetensors --output no/where.csv", "does not exist")]
    [TestCase("predict run --input rows.safetensors --output rows.safetensors", "is the input")]
    [TestCase("predict run --input rows.safetensors --batch-size 0", "at least 1")]
    [TestCase("predict run", "--input")]
    [TestCase("predict . --input rows.safetensors", "is not the folder of a run")]
    public void Misuse_is_told_in_one_line(string words, string message)
    {
        var outcome = cli.Run(words.Split(' '));
        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(2));
            Assert.That(outcome.Error, Does.Contain(message));
            Assert.That(outcome.Out, Is.Empty);
        });
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string[] Lines(Outcome outcome)
    {
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        return outcome.Out.TrimEnd('\n').Split('\n');
    }
}
