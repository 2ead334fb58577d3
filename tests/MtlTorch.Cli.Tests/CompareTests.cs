using System.Text.Json;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Training.Evaluation;
using Spectre.Console;
using TestSupport;

namespace MtlTorch.Cli.Tests;

/// <summary>mtl compare, seen from the shell, on runs that never took place.</summary>
public sealed class CompareTests
{
    private Cli cli = null!;

    [SetUp]
    public void WriteRuns()
    {
        cli = new Cli();
        foreach (var seed in new[] { 1, 2, 3 })
        {
            var shift = new[] { 0, 0.004, -0.007 }[seed - 1];
            Write($"runs/equal-s{seed}", seed, 0.90 + shift, 1.25 - 2 * shift);
            Write($"runs/mgda-s{seed}", seed, 0.91 + 2 * shift, 1.5 + shift, "balancing.kind=mgda");
            Write($"runs/mgda-ub-s{seed}", seed, 0.89 - shift, 1.1 + shift, "balancing.kind=mgda", "balancing.gradients=representation");
            Write($"runs/single-shape-s{seed}", seed, 0.92 + shift / 2, null);
            Write($"runs/single-size-s{seed}", seed, null, 1.2 + 2000 * shift * shift * shift);
        }
    }

    [TearDown]
    public void RemoveRuns() => cli.Dispose();

    [TestCase("pipe")]
    [TestCase("by-kind", "--by", "balancing.kind")]
    [TestCase("against", "--against", "mgda, shared", "--metric", "f1,size.r2")]
    [TestCase("markdown", "--format", "markdown")]
    [TestCase("csv", "--format", "csv")]
    [TestCase("json", "--format", "json")]
    public void TheTableIsWhatWasApproved(string name, params string[] options)
    {
        var outcome = cli.Run(["compare", "runs", .. options]);

        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
        Approved.Text($"compare/{name}", outcome.Out.Replace(@"\\", "/", StringComparison.Ordinal));
    }

    [Test]
    public void OnANarrowTerminalColumnsThatDoNotFitGoBelow()
    {
        using var screen = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(screen) });
        console.Profile.Width = 80;

        var code = CommandLineApp.Run(["compare", "runs"], new Terminal(screen, screen, interactive: true, console));
        var lines = screen.ToString().ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd()).ToList();

        Assert.That(code, Is.Zero);
        Assert.That(lines.Max(l => l.Length), Is.LessThanOrEqualTo(80));
        Approved.Text("compare/narrow", string.Join('\n', lines));
    }

    [Test]
    public void OneSeedShowsNeitherDeviationNorTest()
    {
        var outcome = cli.Run("compare", "runs/equal-s1", "runs/single-shape-s1", "runs/single-size-s1");

        Assert.That(outcome.Out, Is.EqualTo("""
            shapes, test split, seed 1; ↑ more is better, ↓ less is better
            name         shape accuracy ↑  size rmse ↓  Δm, %
            single task            0.9200       1.2000      -
            sound                  0.9000       1.2500  -3.17

            Tests need two seeds or more.

            """.ReplaceLineEndings("\n")));
    }

    [Test]
    public void RunsThatAreLeftOutAreNamedBelow()
    {
        File.Delete(Path.Combine("runs", "equal-s3", "result.json"));

        var outcome = cli.Run("compare", "runs");

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.Zero);
            Assert.That(outcome.Out, Does.Contain($"\n{Path.Combine("runs", "equal-s3")} is left out: it was cut off before its end. Finish it with `mtl train --resume {Path.Combine("runs", "equal-s3")}`.\n"));
            Assert.That(outcome.Out, Does.Match(@"\nequal +2 +0\.9020 ± 0\.0028 "), "rows with other seeds say how many");
        });
    }

    [TestCase("table.md", "| balancing, gradients |")]
    [TestCase("table.csv", "row,balancing.kind,balancing.gradients,task,metric,")]
    [TestCase("table.json", "\"reference\": \"single task\"")]
    [TestCase("table.txt", "\nsingle task ")]
    public void AFilesEndingChoosesItsFormat(string file, string content)
    {
        var outcome = cli.Run("compare", "runs", "--out", file);

        Assert.That((outcome.ExitCode, outcome.Text), Is.EqualTo((0, "")));
        Assert.That(File.ReadAllText(file), Does.Contain(content));
    }

    [Test]
    public void FiguresOfTheValidationSplitCanBeCompared()
    {
        var outcome = cli.Run("compare", "runs", "--split", "validation");

        Assert.That(outcome.Out, Does.StartWith("shapes, validation split, ").And.Contain("0.0899"));
    }

    [TestCase("error: RUN: there is no folder 'rans'. Did you mean 'runs'?\n", "rans")]
    [TestCase("error: --by: no run has a key 'balancing.knid'. Did you mean 'balancing.kind'? These runs differ in balancing.kind; balancing.gradients; balancing.normalize.\n", "runs", "--by", "balancing.knid")]
    [TestCase("error: --against: there is no row 'mgda'. Rows: equal; mgda, shared; mgda, representation.\n", "runs", "--against", "mgda")]
    [TestCase("error: --out: 'nowhere/table.md' cannot be written: ", "runs", "--out", "nowhere/table.md")]
    public void MistakesAreExplained(string error, params string[] args)
    {
        var outcome = cli.Run(["compare", .. args]);

        Assert.That((outcome.ExitCode, outcome.Out), Is.EqualTo((2, "")));
        Assert.That(outcome.Error, Does.StartWith(error));
    }

    private void Write(string folder, int seed, double? accuracy, double? rmse, params string[] overrides)
    {
        var config = ConfigTree.Read("sound.json", [$"seed={seed}", .. overrides]).ToConfig();
        config = config with { Tasks = config.Tasks.Where(t => (t.Key == "shape" ? accuracy : rmse) is not null).ToDictionary(t => t.Key, t => t.Value) };
        var result = new RunResult { Status = RunStatus.Completed, Epochs = 2, Seconds = 1, Test = Figures(accuracy, rmse), Validation = Figures(accuracy / 10, rmse / 10) };
        cli.Folder.Write($"{folder}/resolved.json", JsonSerializer.Serialize(config, ConfigJson.Options));
        cli.Folder.Write($"{folder}/result.json", JsonSerializer.Serialize(result, RunJson.Indented));
    }

    private static Scores Figures(double? accuracy, double? rmse)
    {
        var tasks = new Dictionary<string, IReadOnlyDictionary<string, double>>();
        if (accuracy is { } right)
        {
            tasks["shape"] = new Dictionary<string, double> { ["accuracy"] = right, ["f1"] = right - 0.1, ["loss"] = 1 - right };
        }

        if (rmse is { } error)
        {
            tasks["size"] = new Dictionary<string, double> { ["rmse"] = error, ["mae"] = error / 2, ["r2"] = 1 - error / 2, ["loss"] = error };
        }

        return new Scores(tasks);
    }
}
