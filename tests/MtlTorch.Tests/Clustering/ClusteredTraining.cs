using MtlTorch.Balancing;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Clustering;
using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Modules.Heads;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Tests.Training;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Tests.Clustering;

/// <summary>A training of the tasks "groups", which clusters, and "inputs", which reconstructs, on 60 rows in three groups that anybody can tell apart.</summary>
internal sealed class ClusteredTraining : IDisposable
{
    public static readonly IReadOnlyDictionary<string, TargetDescription> Targets = new Dictionary<string, TargetDescription>
    {
        ["group"] = new ClassTarget(["ant", "bee", "cat"]),
        ["size"] = new RealTarget(),
    };

    private readonly ModuleContext context = Some.Context();

    /// <param name="groups">The task that clusters; none if null.</param>
    /// <param name="options">4 epochs of 6 batches if null.</param>
    /// <param name="optimizer">Adam with a rate of 0.01 if null.</param>
    /// <param name="balancing">Equal weights if null.</param>
    /// <param name="reconstructs">Whether "inputs" is among the tasks.</param>
    /// <param name="trunk">Two dense layers if null.</param>
    /// <param name="rows">Inputs in the place of the 60 rows [60, 8].</param>
    /// <param name="strategy">Joint steps if null.</param>
    public ClusteredTraining(
        ClusteringTaskOptions? groups,
        TrainerOptions? options = null,
        OptimizerOptions? optimizer = null,
        BalancingOptions? balancing = null,
        bool reconstructs = true,
        TrunkOptions? trunk = null,
        torch.Tensor? rows = null,
        StrategyOptions? strategy = null)
    {
        LearningTask?[] tasks = [groups?.Build("groups", Targets), reconstructs ? new ReconstructionOptions { Head = new MlpHeadOptions { Hidden = [6] } }.Build("inputs", Targets) : null];
        Model = ModelBuilder.Build(
            trunk ?? new MlpTrunkOptions { Hidden = [8, 3], Activation = Activation.Tanh, LinearEnd = true }, new HardSharingOptions(), [.. tasks.OfType<LearningTask>()], [8], context);
        Train = Split(rows, 60, 1);
        Validation = Split(null, 30, 2);
        var setup = new TrainingSetup
        {
            Model = Model,
            Train = Train,
            Validation = Validation,
            Randomness = context.Randomness,
            Options = options ?? new TrainerOptions { Epochs = 4, BatchSize = 10, EvaluationBatchSize = 17 },
            Optimizer = optimizer ?? new AdamOptions { Lr = 0.01 },
            Balancing = balancing ?? new EqualOptions(),
            Strategy = strategy ?? new JointOptions(),
        };
        Trainer = new Trainer(setup, Recorder, Recorder);
        Recorder.OnState = state => Made.Add(state.Made!.Tensors.GetValueOrDefault("groups") is { } made ? TensorAssert.Bytes(made) : []);
    }

    public MultiTaskModel Model { get; }

    public Split Train { get; }

    public Split Validation { get; }

    public Recorder Recorder { get; } = new();

    public Trainer Trainer { get; }

    /// <summary>The targets that "groups" has made, at each saving; empty for none.</summary>
    public List<byte[]> Made { get; } = [];

    public ClusteringHead Head => (ClusteringHead)Model.Heads[0];

    /// <summary>All parameters and buffers.</summary>
    public byte[] Weights => [.. Model.state_dict().Values.SelectMany(TensorAssert.Bytes)];

    public IEnumerable<double[]> Records => Recorder.Records.Select(r => r.TrainLosses.Values.Concat(r.Validation!.Tasks.Values.SelectMany(m => m.Values)).ToArray());

    /// <summary>A metric of "groups" on the validation rows, epoch by epoch.</summary>
    public IEnumerable<double> Metric(string name) => Recorder.Records.Select(r => r.Validation!["groups", name]);

    public ClusteredTraining Finished()
    {
        Assert.That(Trainer.Run(CancellationToken.None), Is.True);
        return this;
    }

    public void Dispose()
    {
        Trainer.Dispose();
        Model.Dispose();
        Train.Dispose();
        Validation.Dispose();
        context.Randomness.Dispose();
    }

    private static Split Split(torch.Tensor? inputs, int count, long seed)
    {
        using var scope = torch.NewDisposeScope();
        var (rows, groups) = Blobs.Draw(count, 3, distance: 6, seed: seed);
        return new Split((inputs?.clone() ?? rows).DetachFromDisposeScope(), new Dictionary<string, torch.Tensor> { ["group"] = groups.DetachFromDisposeScope() });
    }
}
