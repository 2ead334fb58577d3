using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;

namespace MtlTorch.Tests.Training;

/// <summary>A training of the small problem, ready to start: 45 training rows, 30 validation rows, both tasks.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly List<MultiTaskModel> models;

    /// <param name="options">Epochs and batches; 3 epochs of 6 batches if null.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="dropout">Of the trunk.</param>
    /// <param name="optimizer">Adam with a rate of 0.01 if null.</param>
    /// <param name="change">Last changes to the setup.</param>
    /// <param name="replicas">How many models compute each batch.</param>
    /// <param name="precision">In which numbers they do.</param>
    public TrainingRun(
        TrainerOptions? options = null,
        long seed = 1,
        double dropout = 0,
        OptimizerOptions? optimizer = null,
        Func<TrainingSetup, TrainingSetup>? change = null,
        int replicas = 1,
        Precision precision = Precision.Fp32)
    {
        Randomness = new Randomness(seed);
        var exchange = new BatchExchange(replicas);
        models = [.. exchange.Views.Select((view, i) => Some.Model(new ModuleContext(Randomness, torch.CPU) { Precision = precision, Replica = i, Batch = view }, dropout: dropout))];
        Train = Some.Split(45);
        Validation = Some.Split(30, salt: 2);
        Model.Tasks[1].Fit(Model.Heads[1], Train.Targets["amount"]);
        var setup = new TrainingSetup
        {
            Model = Model,
            Twins = models[1..],
            Exchange = exchange,
            Train = Train,
            Validation = Validation,
            Randomness = Randomness,
            Options = options ?? Options,
            Optimizer = optimizer ?? new AdamOptions { Lr = 0.01 },
            Balancing = new EqualOptions(),
        };
        Trainer = new Trainer(change is null ? setup : change(setup), Recorder, Recorder);
    }

    public static TrainerOptions Options { get; } = new() { Epochs = 3, BatchSize = 8 };

    public Randomness Randomness { get; }

    public MultiTaskModel Model => models[0];

    public Split Train { get; }

    public Split Validation { get; }

    public Recorder Recorder { get; } = new();

    public Trainer Trainer { get; }

    /// <summary>All parameters and buffers.</summary>
    public byte[] Weights => [.. Model.state_dict().Values.SelectMany(TensorAssert.Bytes)];

    /// <summary>The records without the seconds, which no two runs share.</summary>
    public IEnumerable<double[]> Records => Recorder.Records.Select(r => new[]
    {
        [r.Epoch, r.LearningRate, r.Score!.Value], r.TrainLosses.Values, r.Weights?.Values ?? [], r.Validation!.Tasks.Values.SelectMany(m => m.Values),
    }.SelectMany(figures => figures).ToArray());

    /// <summary>Trains to the end.</summary>
    public TrainingRun Finished()
    {
        Assert.That(Trainer.Run(CancellationToken.None), Is.True);
        return this;
    }

    /// <summary>Trains until so many steps are taken, and leaves the checkpoint in the folder "last".</summary>
    /// <param name="steps">The steps; 0 stops before the first.</param>
    /// <param name="folder">Where checkpoints go.</param>
    public TrainingRun StoppedAt(long steps, string folder)
    {
        using var stop = new CancellationTokenSource();
        Recorder.Folder = folder;
        Recorder.OnStep = (_, _) => StopIfDue();
        StopIfDue();
        Assert.That(Trainer.Run(stop.Token), Is.False);
        Assert.That(Trainer.Progress.Step, Is.EqualTo(steps));
        return this;

        void StopIfDue()
        {
            if (Trainer.Progress.Step == steps)
            {
                stop.Cancel();
            }
        }
    }

    public void Dispose()
    {
        Trainer.Dispose();
        models.ForEach(model => model.Dispose());
        Train.Dispose();
        Validation.Dispose();
        Randomness.Dispose();
    }
}
