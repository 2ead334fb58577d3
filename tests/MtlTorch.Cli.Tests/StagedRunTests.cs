using System.Text.Json.Nodes;
using MtlTorch.Tensors.Safetensors;
using TestSupport;

namespace MtlTorch.Cli.Tests;

/// <summary>mtl train on experiments in stages, and what the other commands say of such runs.</summary>
[NonParallelizable]
public sealed class StagedRunTests
{
    private Cli cli = null!;

    [SetUp]
    public void Open()
    {
        cli = new Cli();
        cli.Folder.Write("staged.json", StagedExperiment.Json);
    }

    [TearDown]
    public void Close() => cli.Dispose();

    [Test]
    public void EachStageIsARunWithinTheRun()
    {
        var outcome = cli.Run("train", "staged.json", "--run-dir", "run");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Text);
        Assert.That(Directory.GetDirectories(cli.Folder["run", "stages"]).Select(Path.GetFileName).Order(), Is.EqualTo(new[] { "1-pretrain", "2-train" }));
        foreach (var folder in new[] { "run", "run/stages/1-pretrain", "run/stages/2-train" })
        {
            foreach (var file in new[] { "resolved.json", "result.json", "metrics.jsonl", "details.json", "report.html", "log.txt", "checkpoints/last/model.safetensors" })
            {
                Assert.That(cli.Folder[folder, file], Does.Exist);
            }
        }

        Assert.That(outcome.Out, Does.Contain("staged-1-pretrain: code;").And.Contain("staged-2-train: shape, size;").And.Contain("\nstaged: shape, size;"));
    }

    [Test]
    public void AStageTakesOverWhatTheOneBeforeHasLearnt()
    {
        // A rate that moves nothing: the weights at the end are those at the beginning.
        Train("run", "stages[1].train.optimizer.lr=1e-30");

        using var scope = torch.NewDisposeScope();
        using var pretrained = Weights("run/stages/1-pretrain", "best");
        using var taken = Weights("run/stages/2-train", "last");
        var shared = taken.Tensors.Keys.Where(name => name.StartsWith("shared.", StringComparison.Ordinal) && !name.Contains("threshold") && !name.Contains("seen")).ToList();
        Assert.That(shared, Has.Count.GreaterThanOrEqualTo(2));
        foreach (var name in shared)
        {
            TensorAssert.Same(taken.Tensors[name], pretrained.Tensors[name], name);
        }

        Assert.That(File.ReadAllText(cli.Folder["run", "stages", "2-train", "log.txt"]), Does.Contain("Took over").And.Contain("shared.trunk.layers.0.encoder.weight"));
    }

    [Test]
    public void WhatIsFrozenInAStageStaysToTheLastBit()
    {
        Train("run", "stages[1].train.trainer.frozen=[\"shared\"]");

        using var scope = torch.NewDisposeScope();
        using var before = Weights("run/stages/1-pretrain", "best");
        using var after = Weights("run/stages/2-train", "last");
        using var tuned = Weights("run", "last");
        const string Encoder = "shared.trunk.layers.0.encoder.weight";
        TensorAssert.Same(after.Tensors[Encoder], before.Tensors[Encoder]);
        Assert.That(TensorAssert.Bytes(tuned.Tensors[Encoder]), Is.Not.EqualTo(TensorAssert.Bytes(before.Tensors[Encoder])), "the experiment itself freezes nothing");
    }

    [Test]
    public void TheRunStandsForItsLastStageAgain()
    {
        Train("run");
        var resolved = File.ReadAllText(cli.Folder["run", "resolved.json"]);

        var again = cli.Run("rerun", "run", "--run-dir", "again", "--quiet");

        Assert.That(again.ExitCode, Is.Zero, again.Text);
        Assert.That(again.Out, Does.StartWith("the same, to the last bit:"));
        Assert.That(File.ReadAllText(cli.Folder["again", "resolved.json"]), Is.EqualTo(resolved));
        foreach (var stage in new[] { "stages/1-pretrain", "stages/2-train" })
        {
            Assert.That(ChildRun.Substance(cli.Folder["again", stage]), Is.EqualTo(ChildRun.Substance(cli.Folder["run", stage])));
        }
    }

    [Test]
    public void StagesCanBeChangedFromTheCommandLine()
    {
        Train("run", "stages[0].pretrain.trainer.epochs=3");

        Assert.That(File.ReadLines(cli.Folder["run", "stages", "1-pretrain", "metrics.jsonl"]).Count(l => l.Contains("\"train\"")), Is.EqualTo(3));
        Assert.That(File.ReadLines(cli.Folder["run", "metrics.jsonl"]).Count(l => l.Contains("\"train\"")), Is.EqualTo(2));
    }

    [Test]
    public void AStageThatFailsEndsTheRunWithOneMessage()
    {
        var outcome = cli.Run("train", "staged.json", "--run-dir", "run", "--set", "stages[1].train.optimizer.lr=1e6", "--set", "stages[1].train.optimizer.kind=sgd", "--set", "stages[1].train.trainer.epochs=30");

        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Error.Split("error:"), Has.Length.EqualTo(2), outcome.Error);
        Assert.That(outcome.Error, Does.Contain("stages/2-train/log.txt"));
        var result = JsonNode.Parse(File.ReadAllText(cli.Folder["run", "result.json"]))!;
        Assert.That((string?)result["status"], Is.EqualTo("failed"));
        Assert.That((string?)result["error"], Does.StartWith("Stage 2: "));
        Assert.That(cli.Folder["run", "metrics.jsonl"], Does.Not.Exist);
        var status = cli.Run("status", "run");
        Assert.That(status.Out, Does.StartWith("run: failed: Stage 2: ").And.Contain("\nstage 2-train: failed"));
    }

    [Test]
    public void AStageAloneIsNoRunToGoOnWith()
    {
        Train("run");

        foreach (var args in new[] { new[] { "train", "--resume", "run/stages/2-train" }, ["rerun", "run/stages/2-train"] })
        {
            var outcome = cli.Run(args);
            Assert.That(outcome.ExitCode, Is.EqualTo(2));
            Assert.That(outcome.Error, Does.Contain("run/stages/2-train is a stage of the run run, and begins with the weights of the stage before. Name the run."));
        }
    }

    [Test]
    public void EachSeedOfAStudyPretrainsByItself()
    {
        var outcome = cli.Run("train", "staged.json", "--seeds", "2", "--run-dir", "study", "--quiet");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Text);
        var seeds = new[] { 1, 2 }.Select(seed => (int)JsonNode.Parse(File.ReadAllText(cli.Folder["study", $"multi-task-s{seed}", "stages", "1-pretrain", "resolved.json"]))!["seed"]!);
        Assert.That(seeds, Is.EqualTo(new[] { 1, 2 }));
        Assert.That(
            File.ReadAllText(cli.Folder["study", "multi-task-s1", "stages", "1-pretrain", "metrics.jsonl"]),
            Is.Not.EqualTo(File.ReadAllText(cli.Folder["study", "multi-task-s2", "stages", "1-pretrain", "metrics.jsonl"])));
        Assert.That(File.ReadAllText(cli.Folder["study", "comparison.md"]), Does.Contain("2"));

        var compared = cli.Run("compare", "study");
        Assert.That(compared.ExitCode, Is.Zero, compared.Text);
        Assert.That(compared.Out, Does.Not.Contain("pretrain"), "stages are no runs to be compared");
    }

    [TestCase("status", "run", ExpectedResult = 0)]
    [TestCase("status", "run/stages/1-pretrain", ExpectedResult = 0)]
    [TestCase("status", "run", "--format", "json", ExpectedResult = 0)]
    [TestCase("tail", "run", ExpectedResult = 0)]
    [TestCase("report", "run", ExpectedResult = 0)]
    [TestCase("report", "run/stages/1-pretrain", ExpectedResult = 0)]
    [TestCase("compare", "run", ExpectedResult = 0)]
    [TestCase("evaluate", "run", ExpectedResult = 0)]
    [TestCase("evaluate", "run/stages/1-pretrain", ExpectedResult = 0)]
    [TestCase("profile", "staged.json", "--steps", "2", ExpectedResult = 0)]
    [TestCase("profile", "run/resolved.json", "--steps", "2", ExpectedResult = 0)]
    [TestCase("config", "check", "staged.json", ExpectedResult = 0)]
    public int TheOtherCommandsKnowSuchRuns(params string[] args)
    {
        Train("run");
        var outcome = cli.Run(args);
        Assert.That(outcome.Error, Is.Empty);
        return outcome.ExitCode;
    }

    [Test]
    public void WhatConfigShowPrintsIsTheSameExperiment()
    {
        var shown = cli.Run("config", "show", "staged.json");
        cli.Folder.Write("shown.json", shown.Out);

        Assert.That(cli.Run("config", "show", "shown.json"), Is.EqualTo(shown));
        Train("run");
        var resolved = JsonNode.Parse(File.ReadAllText(cli.Folder["run", "resolved.json"]))!;
        Assert.That(resolved["stages"]!.AsArray().Count, Is.EqualTo(3));
    }

    [Test]
    public void AFrozenNameThatIsNoneCreatesNothing()
    {
        var before = cli.Created.ToList();

        var outcome = cli.Run("train", "sound.json", "--set", "trainer.frozen=[\"typo\"]");

        Assert.That(outcome.ExitCode, Is.EqualTo(2));
        Assert.That(outcome.Error, Does.Contain("$.trainer.frozen: no parameter's name is or begins with 'typo'; there are heads.shape."));
        Assert.That(cli.Created, Is.EqualTo(before));
    }

    [Test]
    public void MoreEpochsOfTheLastStageLeaveTheOthersAlone()
    {
        Train("run");
        var before = File.GetLastWriteTimeUtc(cli.Folder["run", "stages", "2-train", "result.json"]);
        Train("longer", "trainer.epochs=4");

        var outcome = cli.Run("train", "--resume", "run", "--set", "trainer.epochs=4", "--quiet");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Text);
        Assert.That(File.GetLastWriteTimeUtc(cli.Folder["run", "stages", "2-train", "result.json"]), Is.EqualTo(before));
        Assert.That(File.ReadLines(cli.Folder["run", "metrics.jsonl"]).Count(l => l.Contains("\"train\"")), Is.EqualTo(4));
    }

    private SafetensorsContent Weights(string run, string checkpoint) => SafetensorsFile.Read(cli.Folder[run, "checkpoints", checkpoint, "model.safetensors"]);

    private void Train(string folder, params string[] changes)
    {
        var outcome = cli.Run(["train", "staged.json", "--run-dir", folder, "--quiet", .. changes.SelectMany(c => new[] { "--set", c })]);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Text);
    }
}
