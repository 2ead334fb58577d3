using System.Text.Json;
using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Tests.Configs;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Comparing;

/// <summary>Which runs are found, and what is said of the others.</summary>
public sealed class RunReaderTests : FolderTests
{
    [Test]
    public void RunsAreFoundAtAnyDepthAndOnce()
    {
        Write("b/run2");
        Write("b/run1");
        Write("a");
        var reader = new RunReader();

        reader.Add("RUN", Folder.Path);
        reader.Add("RUN", Folder["a"]);

        Assert.That(reader.Runs.Select(r => Path.GetRelativePath(Folder.Path, r.Path).Replace('\\', '/')), Is.EqualTo(new[] { "a", "b/run1", "b/run2" }));
        Assert.That(reader.Notes, Is.Empty);
    }

    [Test]
    public void NothingIsLookedForWithinARun()
    {
        Write("run");
        Write("run/checkpoints/odd");

        Assert.That(Read().Runs, Has.Count.EqualTo(1));
    }

    [Test]
    public void ALinkThatLeadsBackIsNotFollowed()
    {
        Write("a/run");
        Directory.CreateSymbolicLink(Folder["a", "back"], Folder.Path);

        Assert.That(Read().Runs, Has.Count.EqualTo(1));
    }

    [Test]
    public void RunsThatDidNotComeToTheirEndAreNamedWithWhatToDo()
    {
        Write("cut", result: null);
        Write("failed", new RunResult { Status = RunStatus.Failed, Epochs = 0, Seconds = 1, Error = "The loss became NaN." });
        Write("interrupted", new RunResult { Status = RunStatus.Interrupted, Epochs = 1, Seconds = 1 });
        Write("torn", result: null);
        Folder.Write("torn/result.json", "{");
        Write("whole");
        var reader = Read();

        Assert.Multiple(() =>
        {
            Assert.That(reader.Runs, Has.Count.EqualTo(1));
            Assert.That(reader.Notes.Select(n => n.Replace(Folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)), Is.EqualTo(new[]
            {
                "cut is left out: it was cut off before its end. Finish it with `mtl train --resume cut`.",
                $"failed is left out: it failed: The loss became NaN. See {Path.Combine("failed", "log.txt")}.",
                "interrupted is left out: it was interrupted after 1 of 2 epochs. Finish it with `mtl train --resume interrupted`.",
                reader.Notes[3].Replace(Folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal),
            }));
            Assert.That(reader.Notes[3], Does.Contain("torn is left out: result.json cannot be read: "));
        });
    }

    [Test]
    public void AConfigurationThatCannotBeReadIsNamedWithItsPlace()
    {
        Write("run");
        Folder.Write("run/resolved.json", File.ReadAllText(Folder["run", "resolved.json"]).Replace("\"seed\": 1,", "\"seed\": 1, \"sead\": 2,", StringComparison.Ordinal));

        Assert.That(Read().Notes.Single(), Does.Match(@"run is left out: .*resolved\.json:3:14 \$\.sead: unknown key 'sead'\. Did you mean 'seed'\?"));
    }

    [Test]
    public void AFileAmongTheFoldersIsNotedAndNothingElse()
    {
        var reader = new RunReader();

        reader.Add("RUN", Folder.Write("table.txt", ""));

        Assert.That((reader.Runs.Count, reader.Notes.Single()), Is.EqualTo((0, $"{Folder["table.txt"]} is left out: it is a file; a run is a folder.")));
    }

    [Test]
    public void WhatIsNotThereIsRefused()
    {
        Write("run-1");
        Directory.CreateDirectory(Folder["empty"]);

        Assert.Multiple(() =>
        {
            Assert.That(Message(Folder["run-2"]), Is.EqualTo($"RUN: there is no folder '{Folder["run-2"]}'. Did you mean 'run-1'?"));
            Assert.That(Message(Folder["empty"]), Is.EqualTo($"RUN: there is no run in {Folder["empty"]}: a run's folder has a resolved.json. `mtl train` writes it."));
        });
    }

    private static string Message(string path) => Assert.Throws<InvalidOptionException>(() => new RunReader().Add("RUN", path))!.Message;

    private RunReader Read()
    {
        var reader = new RunReader();
        reader.Add("RUN", Folder.Path);
        return reader;
    }

    private void Write(string run) => Write(run, new RunResult { Status = RunStatus.Completed, Epochs = 2, Seconds = 1 });

    private void Write(string run, RunResult? result)
    {
        using var experiment = new Experiment();
        Folder.Write($"{run}/resolved.json", JsonSerializer.Serialize(experiment.Compose().Config, ConfigJson.Options));
        if (result is not null)
        {
            Folder.Write($"{run}/result.json", JsonSerializer.Serialize(result, RunJson.Indented));
        }
    }
}
