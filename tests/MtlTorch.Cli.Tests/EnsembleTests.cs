namespace MtlTorch.Cli.Tests;

/// <summary>mtl ensemble, seen from the shell.</summary>
public sealed class EnsembleTests
{
    [TestCase("seeds", "sound-s1")]
    [TestCase("folds", "sound-fold1")]
    [TestCase("bagging", "sound-bag1")]
    [TestCase("snapshots", "sound-snapshots epoch 1")]
    public void MembersAreTrainedAndCombined(string from, string first)
    {
        using var cli = new Cli();
        var outcome = cli.Run("ensemble", "sound.json", "--from", from, "--members", "2", "--run-dir", "made");

        Assert.Multiple(() =>
        {
            Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
            Assert.That(outcome.Out, Does.Contain("ensemble of 2 members: made").And.Contain($"\n{first} ").And.Contain("mean of members").And.Contain("kept, by the score: shape "));
            Assert.That(File.Exists(Path.Combine("made", "members", "02", "model.safetensors")));
        });

        Directory.Delete(Path.Combine("made", "training"), recursive: true);
        Assert.That(cli.Run("evaluate", "made").Out, Does.StartWith("made, test split:"));
        Assert.That(cli.Run("status", "made").Out, Does.StartWith("made: completed after"));
        Assert.That(cli.Run("report", "made").ExitCode, Is.Zero);
        Assert.That(cli.Run("train", "--resume", "made").Error, Does.Contain("it cannot be trained"));
    }

    [Test]
    public void RunsAndStudiesAreTakenAsTheyAre()
    {
        using var cli = new Cli();
        cli.Run("train", "sound.json", "--seeds", "2", "--run-dir", "study", "--quiet");
        var outcome = cli.Run("ensemble", "study", "--combine", "mean", "--combine", "size=weighted", "--run-dir", "made");

        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
        Assert.That(outcome.Out, Does.Contain("kept, as asked for: shape mean; size weighted"));
        Assert.That(cli.Run("compare", "made", "study").Out, Does.Contain("mean+weighted of 2"));
        Assert.That(cli.Run("ensemble", "made", "study").Error, Does.Contain("made is an ensemble itself"));
    }

    [Test]
    public void DifferentExperimentsMakeOneEnsemble()
    {
        using var cli = new Cli();
        cli.Folder.Write("wide.json", """{ "base": "sound.json", "name": "wide", "model": { "trunk": { "hidden": [32] } } }""");
        var outcome = cli.Run("ensemble", "sound.json", "wide.json", "--run-dir", "made");

        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
        Assert.That(outcome.Out, Does.Contain("\nsound-s1 ").And.Contain("\nwide-s1 "));
    }

    [Test]
    public void TheSameCommandGoesOn()
    {
        using var cli = new Cli();
        string[] command = ["ensemble", "sound.json", "--members", "2", "--run-dir", "made"];
        cli.Run(command);
        File.Delete(Path.Combine("made", "result.json"));
        var again = cli.Run(command);

        Assert.That((again.ExitCode, again.Error), Is.EqualTo((0, "")));
        Assert.That(again.Out, Does.Contain("run 2 of 2: sound-s2 is complete"));
        Assert.That(cli.Run(command).Error, Does.Contain("it holds a complete run"));
        Assert.That(cli.Run("train", "--resume", Path.Combine("made", "training")).Error, Does.Contain("members of an ensemble"));
    }

    [TestCase("swa")]
    [TestCase("ema")]
    public void SnapshotsAreAveraged(string kind)
    {
        using var cli = new Cli();
        var outcome = cli.Run("ensemble", "sound.json", "--from", "snapshots", "--members", "2", "--average", kind, "--run-dir", "made");

        Assert.That(outcome.ExitCode, Is.Zero);
        Assert.That(outcome.Out, Does.Contain("average of 2 members: made"));
        Assert.That(cli.Run("evaluate", "made").Out, Does.StartWith("made/checkpoints/best, test split:"));
    }

    [TestCase("neither a file nor a folder", "nowhere.json")]
    [TestCase("'best' is no way to combine", "sound.json", "--combine", "best")]
    [TestCase("told twice", "sound.json", "--combine", "mean", "--combine", "vote")]
    [TestCase("--average and --combine exclude each other", "sound.json", "--combine", "mean", "--average", "swa")]
    [TestCase("say --from snapshots", "sound.json", "--average", "swa")]
    [TestCase("cannot be cut into 4 cycles", "sound.json", "--from", "snapshots", "--members", "4", "--set", "trainer.epochs=6")]
    [TestCase("--members is a number", "sound.json", "--members", "0")]
    [TestCase("no validation split to fit or to choose by", "sound.json", "--set", "data.validation=0")]
    [TestCase("no validation split to choose by", "sound.json", "--average", "greedy", "--set", "data.validation=0")]
    [TestCase("there is no task 'sise' to combine", "sound.json", "--combine", "mean", "--combine", "sise=vote")]
    [TestCase("do not make one ensemble: data.train is 64 in the one and 63 in the other", "sound.json", "other.json")]
    [TestCase("at least 2 folds", "sound.json", "--from", "folds", "--members", "1")]
    public void MistakesAreToldBeforeAnythingIsMade(string problem, params string[] args)
    {
        using var cli = new Cli();
        cli.Folder.Write("other.json", """{ "base": "sound.json", "name": "other", "data": { "train": 63 } }""");
        var outcome = cli.Run(["ensemble", .. args]);

        Assert.That(outcome.ExitCode, Is.EqualTo(2));
        Assert.That(outcome.Error, Does.Contain(problem));
        Assert.That(cli.Created, Is.Empty);
    }

    [Test]
    public void ATaskWithoutLabelsInTheValidationRowsIsCombinedAsAskedFor()
    {
        using var cli = new Cli();
        cli.Folder.Write("bare.csv", "a,c,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},{"pq"[i % 2]},{(i == 0 ? "1" : "")}\n")));
        cli.Folder.Write("bare.json", """
            {
              "name": "bare", "data": { "kind": "tabular", "root": ".", "file": "bare.csv", "targets": { "c": {}, "y": {} } },
              "model": { "trunk": { "kind": "tabular", "hidden": [4] } }, "tasks": { "c": { "kind": "classification" }, "y": { "kind": "regression" } },
              "optimizer": { "kind": "adam", "lr": 0.01 }, "trainer": { "epochs": 1, "batchSize": 8 }
            }
            """);

        var chosen = cli.Run("ensemble", "bare.json", "--members", "2", "--run-dir", "chosen");
        var asked = cli.Run("ensemble", "bare.json", "--members", "2", "--combine", "mean", "--run-dir", "asked");

        Assert.That((chosen.ExitCode, chosen.Error), Is.EqualTo((2, "error: --combine: no validation row has a label of the task 'y' to fit or to choose by. Say --combine mean, mean-logits or vote.\n")));
        Assert.That((asked.ExitCode, asked.Error), Is.EqualTo((0, "")));
        Assert.That(cli.Run("evaluate", "asked").ExitCode, Is.Zero);
    }
}
