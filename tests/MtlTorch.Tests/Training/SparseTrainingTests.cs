using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.Sparsity;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;

namespace MtlTorch.Tests.Training;

/// <summary>Trainings of a sparse code that are stopped, before an epoch's survey too, end as those that were not.</summary>
public sealed class SparseTrainingTests : FolderTests
{
    private const int Epochs = 4;

    private static IEnumerable<TestCaseData> Cases()
    {
        yield return Case("kl over the set", new KlOptions { Target = 0.1, Over = ActivityEstimate.Set }, new SparseAutoencodingOptions(), new EqualOptions());
        yield return Case("kl over a moving average", new KlOptions { Target = 0.1, Over = ActivityEstimate.Moving }, new SparseAutoencodingOptions { Decoder = new() { Tied = true } }, new EqualOptions());
        yield return Case("resampling", new TopKOptions { K = 1 }, new SparseAutoencodingOptions { ResampleEvery = 4, Decoder = new() { DeadAfter = 20 } }, new PcGradOptions());
        yield return Case("a threshold", new BatchTopKOptions { K = 2 }, new SparseAutoencodingOptions { Decoder = new() { NormalizeDecoder = true, WarmUp = 9 } }, new EqualOptions());
        yield return Case("a power that falls", new PAnnealOptions { End = 15, Stages = 3 }, new SparseAutoencodingOptions(), new EqualOptions());
        yield return Case("three batches a step", new L1Options(), new SparseAutoencodingOptions(), new MoDoOptions());

        static TestCaseData Case(string name, SparsityOptions sparsity, SparseAutoencodingOptions task, BalancingOptions balancing) =>
            new TestCaseData(sparsity, task, balancing).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Cases))]
    public void AStoppedTrainingEndsAsOneThatWasNot(SparsityOptions sparsity, SparseAutoencodingOptions task, BalancingOptions balancing)
    {
        using var whole = new Run(sparsity, task, balancing).Finished();
        var steps = whole.Trainer.Progress.Step;
        foreach (var at in new[] { 0, 1, steps / Epochs, steps / Epochs + 1, steps - 1 })
        {
            using var stop = new CancellationTokenSource();
            using var stopped = new Run(sparsity, task, balancing);
            stopped.Recorder.Folder = Folder.Path;
            stopped.Recorder.OnStep = (_, _) => StopIf(stopped.Trainer.Progress.Step == at);
            StopIf(at == 0);
            Assert.That(stopped.Trainer.Run(stop.Token), Is.False);

            using var resumed = new Run(sparsity, task, balancing);
            resumed.Trainer.Resume(Folder["last"]);
            Assert.That(resumed.Trainer.Progress.Step, Is.EqualTo(at));
            resumed.Finished();

            Assert.That(resumed.Weights, Is.EqualTo(whole.Weights));
            Assert.That(stopped.Losses.Concat(resumed.Losses), Is.EqualTo(whole.Losses));

            void StopIf(bool due)
            {
                if (due)
                {
                    stop.Cancel();
                }
            }
        }
    }

    [Test]
    public void ARequestDuringASurveyLosesNothing()
    {
        var sparsity = new KlOptions { Target = 0.1, Over = ActivityEstimate.Set };
        using var whole = new Run(sparsity, new(), new EqualOptions()).Finished();
        using var stop = new CancellationTokenSource();
        using var stopped = new Run(sparsity, new(), new EqualOptions());
        stopped.Recorder.Folder = Folder.Path;
        // After an epoch comes its checkpoint, and then the survey of the next one.
        stopped.Recorder.OnSave = () =>
        {
            if (stopped.Trainer.Progress.Epoch == 3)
            {
                stop.Cancel();
            }
        };
        Assert.That(stopped.Trainer.Run(stop.Token), Is.False);
        Assert.That((stopped.Trainer.Progress.Epoch, stopped.Trainer.Progress.Batch), Is.EqualTo((3, 0L)));
        Assert.That(stopped.Recorder.Saved[^1].LossSums, Is.All.Zero);

        using var resumed = new Run(sparsity, new(), new EqualOptions());
        resumed.Trainer.Resume(Folder["last"]);
        resumed.Finished();

        Assert.That(resumed.Weights, Is.EqualTo(whole.Weights));
        Assert.That(stopped.Losses.Concat(resumed.Losses), Is.EqualTo(whole.Losses));
    }

    [Test]
    public void TrainingLeavesNoTensorsBehind()
    {
        using var run = new Run(new KlOptions { Target = 0.1, Over = ActivityEstimate.Set }, new SparseAutoencodingOptions { ResampleEvery = 1, Decoder = new() { DeadAfter = 1 } }, new PcGradOptions());
        using var stop = new CancellationTokenSource();
        var counts = new List<long>();
        run.Recorder.OnStep = (_, _) => counts.Add(LiveTensors.Count);
        run.Finished();

        Assert.That(counts.Skip(3).Distinct().Count(), Is.LessThanOrEqualTo(2), string.Join(", ", counts));
    }

    private sealed class Run : IDisposable
    {
        private readonly Randomness randomness = new(1);
        private readonly MultiTaskModel model;
        private readonly Split train = Some.Split(45);
        private readonly Split validation = Some.Split(30, salt: 2);

        public Run(SparsityOptions sparsity, SparseAutoencodingOptions code, BalancingOptions balancing)
        {
            IReadOnlyList<LearningTask> tasks = [new ClassificationOptions { Target = "kind" }.Build("kind", Some.Targets), code.Build("code", Some.Targets)];
            var trunk = new SparseEncoderOptions { Layers = [new SparseLayerOptions { Codec = new DenseCodecOptions { Units = 10 }, Sparsity = sparsity }] };
            model = ModelBuilder.Build(trunk, new HardSharingOptions(), tasks, Some.InputShape, new ModuleContext(randomness, torch.CPU));
            Trainer = new Trainer(
                new TrainingSetup
                {
                    Model = model,
                    Train = train,
                    Validation = validation,
                    Randomness = randomness,
                    Options = new() { Epochs = Epochs, BatchSize = 8, SharedRate = 0.3 },
                    Optimizer = new AdamOptions { Lr = 0.01 },
                    Balancing = balancing,
                },
                Recorder,
                Recorder);
        }

        public Trainer Trainer { get; }

        public Recorder Recorder { get; } = new();

        public byte[] Weights => [.. model.state_dict().Values.SelectMany(TensorAssert.Bytes)];

        public IEnumerable<double[]> Losses => Recorder.Records.Select(r => r.TrainLosses.Values.Concat(r.Validation!.Tasks.Values.SelectMany(v => v.Values)).ToArray());

        public Run Finished()
        {
            Assert.That(Trainer.Run(CancellationToken.None), Is.True);
            return this;
        }

        public void Dispose()
        {
            Trainer.Dispose();
            model.Dispose();
            train.Dispose();
            validation.Dispose();
            randomness.Dispose();
        }
    }
}
