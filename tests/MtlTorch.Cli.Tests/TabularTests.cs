namespace MtlTorch.Cli.Tests;

/// <summary>A table, seen from the shell.</summary>
public sealed class TabularTests
{
    private const string Experiment = """
        {
          "name": "table",
          "data": { "kind": "tabular", "root": ".", "file": "t.csv", "targets": { "y": {}, "z": { "column": "c", "positive": "b" } }, "validation": 0.2 },
          "model": { "trunk": { "kind": "tabular", "hidden": [4] } },
          "tasks": { "y": { "kind": "regression" }, "z": { "kind": "classification" } },
          "optimizer": { "kind": "adam", "lr": 0.01 },
          "trainer": { "epochs": 1, "batchSize": 8 }
        }
        """;

    [Test]
    public void WhatWasFoundOutIsSaidBeforeTheFirstEpoch()
    {
        using var cli = Cli();

        var outcome = cli.Run("train", "table.json", "--run-dir", "run");
        var lines = outcome.Out.Split('\n');

        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
        Assert.That(lines[2], Is.EqualTo("inputs: 1 number, 1 category column (inferred: numbers a; categories d)"));
        Assert.That(File.ReadAllText(Path.Combine("run", "log.txt")), Does.Contain("Data: inputs: 1 number"));
    }

    [TestCase("evaluate", "run")]
    [TestCase("report", "run")]
    [TestCase("status", "run")]
    [TestCase("compare", "run")]
    [TestCase("rerun", "run")]
    [TestCase("profile", "table.json", "--steps", "2", "--warm-up", "1")]
    public void EveryVerbTakesATable(params string[] args)
    {
        using var cli = Cli();
        cli.Run("train", "table.json", "--run-dir", "run", "--quiet");

        var outcome = cli.Run(args);

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Text);
    }

    [Test]
    public void ADamagedFileIsALineAndNothingIsCreated()
    {
        using var cli = Cli();
        File.AppendAllText("t.csv", "1,2\n");

        var outcome = cli.Run("train", "table.json");

        Assert.That(outcome.ExitCode, Is.EqualTo(2));
        Assert.That(outcome.Error, Does.Contain("t.csv, line 62, column 'y': the row ends before this column: it has 2 fields, the header 4."));
        Assert.That(Directory.Exists("runs"), Is.False);
    }

    [TestCase("9,y,18,b\n", "it has 37 train rows, and had 36")]
    [TestCase("9,w,18,b\n", "its input columns are others, see 'd' (w, x, y, z)")]
    public void FiguresOfOtherRowsThanThoseOfTheRunAreRefused(string row, string difference)
    {
        using var cli = Cli();
        cli.Run("train", "table.json", "--run-dir", "run", "--quiet");
        File.AppendAllText("t.csv", row);
        foreach (var command in new[] { new[] { "evaluate", "run" }, ["train", "--resume", "run"] })
        {
            var outcome = cli.Run(command);

            Assert.That(outcome.ExitCode, Is.EqualTo(2), outcome.Text);
            Assert.That(outcome.Error, Does.Contain($"the data set is not the one that run was trained with: {difference}"));
        }
    }

    private static Cli Cli()
    {
        var cli = new Cli();
        cli.Folder.Write("table.json", Experiment);
        cli.Folder.Write("t.csv", "a,d,y,c\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},{"xyz"[i % 3]},{i * 2},{"ab"[i % 2]}\n")));
        return cli;
    }
}
