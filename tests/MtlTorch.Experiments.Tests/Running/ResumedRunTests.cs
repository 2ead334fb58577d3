using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Tests.Configs;
using Serilog;
using Serilog.Events;

namespace MtlTorch.Experiments.Tests.Running;

/// <summary>What a process finds that another one left behind, and how it goes on from there.</summary>
public sealed class ResumedRunTests
{
    private const string Last = "checkpoints/last";
    private const string Best = "checkpoints/best";
    private const string Previous = "checkpoints/previous";

    private static readonly string[] Settings = ["trainer.epochs=4", "trainer.diagnosticsEvery=3", "model.trunk.dropout=0.1"];

    [TestCase(1, 0)]
    [TestCase(1, 3)]
    [TestCase(3, 2)]
    public void AnInterruptedRunEndsAsOneThatWasNot(int epoch, long batch)
    {
        using var whole = Run.Of(Experiment.Sound, Settings);
        using var run = Interrupted(epoch, batch);

        var result = run.Resume();

        AssertSame(run, result, whole);
    }

    [Test]
    public void LinesBehindTheCheckpointAreTakenAwayTornOnesToo()
    {
        using var whole = Run.Of(Experiment.Sound, Settings);
        using var run = Interrupted(3, 2);
        File.AppendAllText(run.Folder.Metrics, "{\"epoch\":3,\"step\":11,\"tasks\":[],\"gradients\":{},\"weights\":null}\n{\"epoch\":3,\"split\":\"train\",\"tasks\":{}}\n{\"epoch\":3,\"spl");

        AssertSame(run, run.Resume(), whole);
    }

    [Test]
    public void ADamagedCheckpointIsNamedAndTheOneBeforeTaken()
    {
        using var whole = Run.Of(Experiment.Sound, Settings);
        using var run = Interrupted(3, 2);
        Spoil(run, Last, "model.safetensors");
        var log = new Sink();

        AssertSame(run, run.Resume(new LoggerConfiguration().WriteTo.Sink(log).CreateLogger()), whole);

        Assert.That(log.Warnings.Single(), Does.Match("The checkpoint .*last cannot be used: .*model.safetensors, byte 0: the file is damaged: its SHA-256 is "));
    }

    [Test]
    public void AKillBetweenTheTwoRenamesLosesOneCheckpoint()
    {
        using var whole = Run.Of(Experiment.Sound, Settings);
        using var run = Interrupted(3, 2);
        Directory.Delete(run.File(Previous), recursive: true);
        Directory.Move(run.File(Last), run.File(Previous));
        Directory.CreateDirectory(run.File("checkpoints/last.part"));

        AssertSame(run, run.Resume(), whole);
    }

    [Test]
    public void ARunThatCannotGoOnStaysAsItIs()
    {
        using var run = Run.Of(Experiment.Sound, Settings);
        Spoil(run, Last, "state.json");
        Spoil(run, Previous, "optimizer.safetensors");
        var before = Content(run);

        var result = run.Resume(overrides: ["trainer.epochs=5"]);

        Assert.That(result.Status, Is.EqualTo(RunStatus.Failed));
        Assert.That(result.Error, Does.Match(@"^The run cannot go on, and nothing was changed: .*last.state\.json, byte \d+: .*; .*previous.optimizer\.safetensors, byte 0: the file is damaged: .* To begin anew, train .*resolved\.json into another folder\.$"));
        Assert.That(Content(run), Is.EqualTo(before));
    }

    [Test]
    public void WhereOnlyCheckpointsAreMissingNothingBeginsAnew()
    {
        using var run = Run.Of(Experiment.Sound, Settings);
        Directory.Delete(run.File("checkpoints"), recursive: true);
        var before = Content(run);

        Assert.That(run.Resume().Error, Does.Match(@"^The run cannot go on, and nothing was changed: .*metrics\.jsonl tells of 4 epochs, and .*checkpoints has no checkpoint\."));
        Assert.That(Content(run), Is.EqualTo(before));
    }

    [Test]
    public void ARunThatWasKilledBeforeItsFirstCheckpointBeginsAtTheBeginning()
    {
        using var whole = Run.Of(Experiment.Sound, Settings);
        using var run = Interrupted(1, 0);
        Directory.Delete(run.File("checkpoints"), recursive: true);
        var log = new Sink();

        AssertSame(run, run.Resume(new LoggerConfiguration().WriteTo.Sink(log).CreateLogger()), whole);

        Assert.That(log.Warnings.Single(), Does.StartWith("There is no checkpoint to go on from"));
    }

    [Test]
    public void LostWeightsOfTheBestEpochAreNoticedBeforeTraining()
    {
        using var run = Run.Of(Experiment.Sound, Settings);
        Spoil(run, Best, "model.safetensors");
        var before = Content(run);

        var result = run.Resume(overrides: ["trainer.epochs=5"]);

        Assert.That(result.Error, Does.Match(@"^The run cannot go on, and nothing was changed: the weights of its best epoch, \d, are lost: .* `mtl rerun "));
        Assert.That(Content(run), Is.EqualTo(before));
    }

    [Test]
    public void AKillBetweenTheRenamesOfTheBestCheckpointLosesNothing()
    {
        using var whole = Run.Of(Experiment.Sound, Settings);
        using var run = Interrupted(3, 2);
        Directory.Move(run.File(Best), run.File(Best) + ".old");

        AssertSame(run, run.Resume(), whole);
    }

    [Test]
    public void ABestCheckpointOfAnotherEpochIsNotTakenForTheBest()
    {
        // The best epoch of this run is not the first.
        using var run = Run.Of(Experiment.Sound, Settings);
        Assert.That(run.Result.BestEpoch, Is.GreaterThan(1));
        using var other = Run.Of(Experiment.Sound, [.. Settings, "trainer.epochs=1"]);
        Directory.Delete(run.File(Best), recursive: true);
        Directory.Move(other.File(Best), run.File(Best));
        File.Delete(run.Folder.Result);

        Assert.That(run.Resume().Error, Does.Match($"best is of epoch 1, and epoch {run.Result.BestEpoch} was the best"));
    }

    [Test]
    public void ACheckpointOfAnotherOptimizerIsRefused()
    {
        using var run = Run.Of(Experiment.Sound, Settings);
        using var other = Run.Of(Experiment.Sound, [.. Settings, "optimizer={\"kind\":\"sgd\",\"lr\":0.01,\"momentum\":0.9}"]);
        Directory.Delete(run.File("checkpoints"), recursive: true);
        Directory.Move(other.File("checkpoints"), run.File("checkpoints"));
        var before = Content(run);

        Assert.That(run.Resume(overrides: ["trainer.epochs=5"]).Error, Does.Contain("optimizer.safetensors, byte 0: '0.exp_avg' is missing: the checkpoint is of another optimizer."));
        Assert.That(Content(run), Is.EqualTo(before));
    }

    [Test]
    public void ACompletedRunIsNotTouched()
    {
        using var run = Run.Of(Experiment.Sound, Settings);
        var before = Content(run);

        var result = run.Resume();

        Assert.That((result.Status, result.Seconds), Is.EqualTo((RunStatus.Completed, run.Result.Seconds)));
        Assert.That(Content(run), Is.EqualTo(before));
    }

    [Test]
    public void WhileItGoesOnNoOldResultStands()
    {
        using var run = Run.Of(Experiment.Sound, [.. Settings, "trainer.epochs=2"]);
        var seen = new List<bool>();

        run.Resume(onStep: (_, _) => seen.Add(File.Exists(run.Folder.Result) || File.Exists(run.Folder.Details)), overrides: ["trainer.epochs=3"]);

        Assert.That(seen, Is.Not.Empty.And.All.False);
    }

    [Test]
    public void AnotherEnvironmentIsNamed()
    {
        using var run = Interrupted(3, 2);
        File.WriteAllText(run.Folder.Environment, File.ReadAllText(run.Folder.Environment).Replace("\"libTorch\": \"", "\"libTorch\": \"0.", StringComparison.Ordinal));
        var log = new Sink();

        run.Resume(new LoggerConfiguration().WriteTo.Sink(log).CreateLogger());

        Assert.That(log.Warnings.Single(), Does.Match("^The run goes on with another LibTorch: \"0\\..*\" before, \".*\" now"));
    }

    [Test]
    public void FewerEpochsThanAreDoneAreRefused()
    {
        using var run = Run.Of(Experiment.Sound, Settings);

        Assert.That(() => Resumption.Compose(run.Folder, ["trainer.epochs=3"]), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("3 epochs are fewer than the 4"));
    }

    [TestCaseSource(typeof(Resumption), nameof(Resumption.Changeable))]
    public void WhatMayChangeIsInTheDocuments(string key) =>
        Assert.That(File.ReadAllText(TestSupport.Repository.File("docs", "runs.md")), Does.Contain($"`{key}`"));

    [Test]
    public void AFinishedRunGoesOnWithMoreEpochs()
    {
        using var whole = Run.Of(Experiment.Sound, Settings);
        using var run = Run.Of(Experiment.Sound, [.. Settings, "trainer.epochs=2"]);

        var result = run.Resume(overrides: ["trainer.epochs=4"]);

        AssertSame(run, result, whole);
        Assert.That(File.ReadAllText(run.Folder.Resolved), Is.EqualTo(File.ReadAllText(whole.Folder.Resolved)));
    }

    [Test]
    public void WhatWouldMakeAnotherRunOfItIsRefused()
    {
        using var run = Interrupted(2, 1);
        var before = File.ReadAllText(run.Folder.Resolved);

        Assert.That(
            () => Resumption.Compose(run.Folder, ["trainer.epochs=9", "optimizer.lr=1"]),
            Throws.TypeOf<InvalidOptionException>().With.Message.StartsWith("--set optimizer.lr=1: a run that goes on keeps its configuration; only device, threads, "));
        Assert.That(File.ReadAllText(run.Folder.Resolved), Is.EqualTo(before));
    }

    [Test]
    public void TwoProcessesDoNotTrainOneRun()
    {
        using var run = Interrupted(2, 1);
        using (RunLock.Take(run.Folder))
        {
            Assert.That(RunLock.IsHeld(run.Folder));
            Assert.That(() => RunLock.Take(run.Folder), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("is being trained by process "));
        }

        Assert.That(RunLock.IsHeld(run.Folder), Is.False);
    }

    private static Run Interrupted(int epoch, long batch)
    {
        using var stop = new CancellationTokenSource();
        if (batch == 0)
        {
            stop.Cancel();
        }

        return Run.Of(Experiment.Sound, (e, b) => StopAt(stop, (e, b) == (epoch, batch)), stop.Token, Settings);

        static void StopAt(CancellationTokenSource source, bool isThere)
        {
            if (isThere)
            {
                source.Cancel();
            }
        }
    }

    private static void Spoil(Run run, string checkpoint, string name)
    {
        using var file = System.IO.File.OpenWrite(run.File($"{checkpoint}/{name}"));
        file.Seek(-3, SeekOrigin.End);
        file.WriteByte(0x7B);
    }

    /// <summary>All files of a run's folder, to the byte.</summary>
    private static Dictionary<string, string> Content(Run run) => Directory.EnumerateFiles(run.Folder.Path, "*", SearchOption.AllDirectories)
        .ToDictionary(path => path, path => Convert.ToHexString(File.ReadAllBytes(path)));

    private static void AssertSame(Run run, RunResult result, Run whole)
    {
        Assert.That(run.MetricsWithoutTimes, Is.EqualTo(whole.MetricsWithoutTimes));
        Assert.That(
            (result.Status, result.Epochs, result.BestEpoch, result.Error),
            Is.EqualTo((whole.Result.Status, whole.Result.Epochs, whole.Result.BestEpoch, (string?)null)));
        Assert.That(result.Test!.Tasks, Is.EqualTo(whole.Result.Test!.Tasks));
        foreach (var checkpoint in new[] { Last, Best })
        {
            foreach (var path in Directory.GetFiles(whole.File(checkpoint)))
            {
                Assert.That(File.ReadAllBytes(run.File($"{checkpoint}/{Path.GetFileName(path)}")), Is.EqualTo(File.ReadAllBytes(path)), path);
            }
        }
    }

    private sealed class Sink : Serilog.Core.ILogEventSink
    {
        public List<string> Warnings { get; } = [];

        public void Emit(LogEvent logEvent)
        {
            if (logEvent.Level >= LogEventLevel.Warning)
            {
                Warnings.Add(logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }
}
