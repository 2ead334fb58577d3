using MtlTorch.Balancing;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;

namespace MtlTorch.Tests.Training.Speed;

/// <summary>A training whose steps are so small that what the trainer adds to them shows: three dense layers of 64, two tasks, batches of 32, Adam.</summary>
internal sealed class SmallTraining : IDisposable
{
    public const int BatchSize = 32;
    public const int Width = 64;
    public const int Classes = 4;

    private static readonly string[] Names = ["left", "right"];

    private readonly Randomness randomness = new(1);
    private readonly MultiTaskModel model;
    private readonly Trainer trainer;

    /// <param name="steps">Steps, all of one epoch.</param>
    /// <param name="balancing">The method; equal weights if null.</param>
    public SmallTraining(int steps, BalancingOptions? balancing = null)
    {
        var targets = Names.ToDictionary(name => name, _ => (TargetDescription)ClassTarget.Numbered(Classes));
        LearningTask[] tasks = [.. Names.Select(name => new ClassificationOptions().Build(name, targets))];
        model = ModelBuilder.Build(new MlpTrunkOptions { Hidden = [Width, Width, Width] }, new HardSharingOptions(), tasks, [Width], new ModuleContext(randomness, torch.CPU));
        Rows = RowsOf(steps * BatchSize);
        trainer = new Trainer(
            new TrainingSetup
            {
                Model = model,
                Train = Rows,
                Validation = null,
                Randomness = randomness,
                Options = new TrainerOptions { Epochs = 1, BatchSize = BatchSize },
                Optimizer = new AdamOptions { Lr = 0.001 },
                Balancing = balancing ?? new EqualOptions(),
            },
            Recorder,
            Recorder);
    }

    public Split Rows { get; }

    public Recorder Recorder { get; } = new();

    /// <summary>Takes all steps.</summary>
    public void Run() => Assert.That(trainer.Run(CancellationToken.None), Is.True);

    public void Dispose()
    {
        trainer.Dispose();
        model.Dispose();
        Rows.Dispose();
        randomness.Dispose();
    }

    /// <summary>Inputs of a pattern, and classes that follow from them.</summary>
    public static Split RowsOf(int rows)
    {
        using var scope = torch.NewDisposeScope();
        var inputs = TestPattern.Tensor([rows, Width], 1);
        return new Split(inputs.DetachFromDisposeScope(), Names.Select((name, i) => (name, i)).ToDictionary(
            n => n.name, n => inputs.narrow(1, n.i * Classes, Classes).argmax(1).DetachFromDisposeScope()));
    }
}
