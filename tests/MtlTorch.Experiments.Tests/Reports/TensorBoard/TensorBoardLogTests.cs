using MtlTorch.Balancing;
using MtlTorch.Experiments.Reports;
using MtlTorch.Experiments.Reports.TensorBoard;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Training;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Reports.TensorBoard;

public sealed class TensorBoardLogTests : FolderTests
{
    [Test]
    public void ARunThatGoesOnVoidsWhatCameAfterItsCheckpoint()
    {
        using (var first = Begin(stepsDone: 0))
        {
            Train(first, epoch: 1, loss: 10);
            Train(first, epoch: 2, loss: 20);
            Train(first, epoch: 3, loss: 30);
        }

        using (var second = Begin(stepsDone: 200))
        {
            Train(second, epoch: 3, loss: 31);
            second.RunEnded(new RunResult { Status = RunStatus.Completed, Epochs = 3, Seconds = 1 });
        }

        var losses = EventReader.Values(Folder.Path).Where(v => v.Tag == "train/left/loss").Select(v => (v.Step, v.Value.Float("simple_value")));
        Assert.That(EventReader.Files(Folder.Path), Has.Count.EqualTo(2));
        Assert.That(losses, Is.EqualTo(new[] { (100L, 10f), (200L, 20f), (300L, 31f) }));
    }

    [Test]
    public void ARunThatGoesOnInMidEpochCountsItsOwnSteps()
    {
        using (var board = Begin(stepsDone: 160))
        {
            board.EpochStarted(2, batches: 100, batchesDone: 60);
            board.EpochDone(Record(2, loss: 1) with { TrainSeconds = 4 });
        }

        var speed = EventReader.Values(Folder.Path).Single(v => v.Tag == "time/stepsPerSecond");
        Assert.That((speed.Step, speed.Value.Float("simple_value")), Is.EqualTo((200L, 10f)));
    }

    [TestCase(RunStatus.Completed, 1)]
    [TestCase(RunStatus.Failed, 2)]
    [TestCase(RunStatus.Interrupted, null)]
    public void TheSessionEndsAsTheRunDoes(RunStatus status, int? expected)
    {
        using (var board = Begin(stepsDone: 0))
        {
            board.RunEnded(new RunResult { Status = status, Epochs = 3, Seconds = 1 });
        }

        var end = EventReader.Values(Folder.Path).SingleOrDefault(v => v.Tag == "_hparams_/session_end_info")?.Value
            .Message("metadata", "SummaryMetadata").Message("plugin_data", "PluginData")
            .Message("content", "HParamsPluginData").Message("session_end_info", "SessionEndInfo");
        Assert.That(end?.Whole("status"), Is.EqualTo(expected));
    }

    [Test]
    public void GradientsAreWrittenForTasksAndPairs()
    {
        using (var board = Begin(stepsDone: 0))
        {
            board.GradientsMeasured(Measured(["a", "b", "c"]));
        }

        var values = EventReader.Values(Folder.Path).Where(v => v.Tag.StartsWith("gradients/", StringComparison.Ordinal)).ToList();
        Assert.That(values.Select(v => v.Tag), Is.EquivalentTo(new[]
        {
            "gradients/norm/a", "gradients/norm/b", "gradients/norm/c", "gradients/conditionNumber", "gradients/conflictingPairs", "gradients/meanCosine", "gradients/cosines",
            "gradients/cosine/a-b", "gradients/cosine/a-c", "gradients/cosine/b-c",
            "gradients/magnitudeSimilarity/a-b", "gradients/magnitudeSimilarity/a-c", "gradients/magnitudeSimilarity/b-c",
        }));
        Assert.Multiple(() =>
        {
            Assert.That(values.Select(v => v.Step).Distinct(), Is.EqualTo(new[] { 50L }));
            Assert.That(Scalar("gradients/norm/b"), Is.EqualTo(1));
            Assert.That(Scalar("gradients/cosine/b-c"), Is.EqualTo(0.3f));
            Assert.That(Scalar("gradients/meanCosine"), Is.EqualTo((0.1f + 0.2f + 0.3f) / 3).Within(1e-6));
            Assert.That(Scalar("gradients/conditionNumber"), Is.EqualTo(9));
        });

        float Scalar(string tag) => values.Single(v => v.Tag == tag).Value.Float("simple_value");
    }

    [Test]
    public void OfASilentTaskNothingIsWritten()
    {
        using (var board = Begin(stepsDone: 0))
        {
            var measured = Measured(["a", "b", "c"]);
            var cosines = measured.Gradients.Cosines.Select((row, i) => (IReadOnlyList<double>)[.. row.Select((cosine, j) => i == 1 || j == 1 ? double.NaN : cosine)]).ToList();
            board.GradientsMeasured(measured with { Gradients = measured.Gradients with { Norms = [0.5, double.NaN, 2], Cosines = cosines, MagnitudeSimilarities = cosines } });
        }

        var values = EventReader.Values(Folder.Path).Where(v => v.Tag.StartsWith("gradients/", StringComparison.Ordinal)).ToList();
        Assert.That(values.Select(v => v.Tag), Is.EquivalentTo(new[]
        {
            "gradients/norm/a", "gradients/norm/c", "gradients/conditionNumber", "gradients/conflictingPairs", "gradients/meanCosine", "gradients/cosines",
            "gradients/cosine/a-c", "gradients/magnitudeSimilarity/a-c",
        }));
        Assert.That(values.Single(v => v.Tag == "gradients/meanCosine").Value.Float("simple_value"), Is.EqualTo(0.2f));
    }

    [TestCase(1, "gradients/norm/t0 gradients/conditionNumber")]
    [TestCase(9, "gradients/norm/t0 gradients/norm/t1 gradients/norm/t2 gradients/norm/t3 gradients/norm/t4 gradients/norm/t5 gradients/norm/t6 gradients/norm/t7 gradients/norm/t8 gradients/conditionNumber gradients/conflictingPairs gradients/meanCosine gradients/cosines")]
    public void OneTaskHasNoPairsAndManyHaveTooMany(int tasks, string expected)
    {
        using (var board = Begin(stepsDone: 0))
        {
            board.GradientsMeasured(Measured([.. Enumerable.Range(0, tasks).Select(i => $"t{i}")]));
        }

        var tags = EventReader.Values(Folder.Path).Select(v => v.Tag).Where(t => t.StartsWith("gradients/", StringComparison.Ordinal));
        Assert.That(string.Join(' ', tags), Is.EqualTo(expected));
    }

    [TestCase(0)]
    [TestCase(200)]
    [TestCase(5_000)]
    public void AFullDiskCostsOneWarning(int room)
    {
        var warnings = new Warnings();
        using var logger = new LoggerConfiguration().WriteTo.Sink(warnings).CreateLogger();
        using var experiment = new Experiment();
        var disk = new FullDisk(room);
        using (var board = new TensorBoardLog(experiment.Compose().Config, Folder.Path, logger, TimeProvider.System) { Open = () => disk })
        {
            board.Begin(new Arrays(), 0);
            for (var epoch = 1; epoch < 20; epoch++)
            {
                Train(board, epoch, loss: 1);
            }

            board.RunEnded(new RunResult { Status = RunStatus.Completed, Epochs = 3, Seconds = 1 });
        }

        Assert.That(warnings.Texts, Is.EqualTo(new[] { $"TensorBoard's file in {Folder.Path} cannot be written, and will be left as it is: No space left on device" }));
        Assert.That(disk.CanWrite, Is.False, "the file is closed");
    }

    [Test]
    public void AFolderThatIsGoneCostsOneWarning()
    {
        var warnings = new Warnings();
        using var logger = new LoggerConfiguration().WriteTo.Sink(warnings).CreateLogger();
        using var experiment = new Experiment();
        using var board = new TensorBoardLog(experiment.Compose().Config, Folder["gone"], logger, TimeProvider.System);

        board.Begin(new Arrays(), 0);
        Train(board, 1, loss: 1);

        Assert.That(warnings.Texts, Has.Count.EqualTo(1));
    }

    private TensorBoardLog Begin(long stepsDone)
    {
        using var experiment = new Experiment();
        var board = new TensorBoardLog(experiment.Compose().Config, Folder.Path, Logger.None, TimeProvider.System);
        board.Begin(new Arrays(), stepsDone);
        return board;
    }

    private static void Train(TensorBoardLog board, int epoch, double loss)
    {
        board.EpochStarted(epoch, batches: 100, batchesDone: 0);
        board.EpochDone(Record(epoch, loss));
    }

    private static EpochRecord Record(int epoch, double loss) => new()
    {
        Epoch = epoch,
        TrainLosses = new Dictionary<string, double> { ["left"] = loss },
        Weights = null,
        LearningRate = 0.1,
        TrainSeconds = 1,
    };

    private static GradientRecord Measured(IReadOnlyList<string> tasks)
    {
        var matrix = tasks.Select((_, i) => (IReadOnlyList<double>)[.. tasks.Select((_, j) => i == j ? 1 : 0.1 * (i + j))]).ToList();
        return new GradientRecord(1, 50, tasks, new GradientDiagnostics
        {
            Norms = [.. tasks.Select((_, i) => (double)i)],
            Cosines = matrix,
            MagnitudeSimilarities = matrix,
            ConflictingPairs = 0,
            ConditionNumber = 9,
        }, null);
    }

    private sealed class Arrays : IModelArrays
    {
        public IEnumerable<NamedArray> Parameters() => [new NamedArray("shared.w", [1, 2, 3])];

        public IEnumerable<NamedArray> Gradients() => [];

        public ImageArray? Filters() => null;

        public ImageArray? Inputs() => null;
    }

    private sealed class Warnings : ILogEventSink
    {
        public List<string> Texts { get; } = [];

        public void Emit(LogEvent logEvent) => Texts.Add(logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    private sealed class FullDisk(int room) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Length + buffer.Length > room)
            {
                throw new IOException("No space left on device");
            }

            base.Write(buffer);
        }
    }
}
