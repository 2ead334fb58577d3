using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;

namespace MtlTorch.Tests.Training.Replicas;

/// <summary>Batch normalization over the rows of all replicas is that of the whole batch, forward and backward.</summary>
public sealed class SynchronizedNormalizationTests
{
    private static readonly BalancingOptions[] Methods =
        [new EqualOptions(), new PcGradOptions(), new MgdaOptions { Gradients = GradientSource.Representation }, new MoDoOptions()];

    [TestCaseSource(nameof(Methods))]
    public void ReplicasLearnWhatTheModelLearnsAlone(BalancingOptions method)
    {
        var alone = Trained(Normalization.Batch, 1, method);
        var synchronized = Trained(Normalization.SynchronizedBatch, 3, method);

        Assert.That(synchronized, Is.EqualTo(alone).Within(2e-4));
        Assert.That(Trained(Normalization.SynchronizedBatch, 3, method), Is.EqualTo(synchronized), "the same bits again");
    }

    [Test]
    public void EachReplicaByItselfLearnsOtherwise() =>
        Assert.That(Trained(Normalization.Batch, 3, new EqualOptions()), Is.Not.EqualTo(Trained(Normalization.Batch, 1, new EqualOptions())).Within(2e-3));

    [Test]
    public void WithoutReplicasThereIsNothingToSynchronize() =>
        Assert.That(Trained(Normalization.SynchronizedBatch, 1, new EqualOptions()), Is.EqualTo(Trained(Normalization.Batch, 1, new EqualOptions())));

    [Test]
    public void RowsWithoutLabelsAreRefused()
    {
        using var rows = Rows(12);
        using var partial = new Split(rows.Inputs.clone(), new Dictionary<string, torch.Tensor>
        {
            ["kind"] = Labels.Keep(rows.Targets["kind"], [0, 1]),
            ["amount"] = rows.Targets["amount"].clone(),
        });

        Assert.That(
            () => Trained(Normalization.SynchronizedBatch, 2, new EqualOptions(), partial),
            Throws.TypeOf<InvalidOptionException>().With.Message.Contains("has all replicas go back together, and one whose rows lack a label of 'kind' does not"));
    }

    /// <summary>What an earlier training has left in the model before it was frozen, running statistics included, is what all replicas compute with.</summary>
    [TestCase("shared"), TestCase("shared.trunk.blocks.0")]
    public void FrozenPartsAreTheModelsInAllReplicas(string frozen)
    {
        var alone = Trained(Normalization.SynchronizedBatch, 1, new EqualOptions(), frozen: frozen);

        Assert.That(Trained(Normalization.SynchronizedBatch, 3, new EqualOptions(), frozen: frozen), Is.EqualTo(alone).Within(2e-4));
    }

    /// <summary>All parameters and buffers after some steps. Where a part is frozen, the model, and it alone, has come from elsewhere.</summary>
    private static double[] Trained(Normalization norm, int replicas, BalancingOptions method, Split? given = null, string? frozen = null)
    {
        using var randomness = new Randomness(1);
        using var own = Rows(39);
        var trunk = new ConvTrunkOptions { Blocks = [new() { Channels = 4, Norm = norm }, new() { Channels = 6, Norm = norm }], Dense = [8] };
        var exchange = new BatchExchange(replicas);
        var models = exchange.Views
            .Select((view, i) => ModelBuilder.Build(trunk, new HardSharingOptions(), Some.Tasks(), [1, 8, 8], new ModuleContext(randomness, torch.CPU) { Replica = i, Batch = view }))
            .ToList();
        if (frozen is not null)
        {
            using var recorded = torch.no_grad();
            foreach (var (_, tensor) in models[0].state_dict().Where(entry => entry.Value.is_floating_point()))
            {
                tensor.add_(0.1);
            }
        }

        var setup = new TrainingSetup
        {
            Model = models[0],
            Twins = models[1..],
            Exchange = exchange,
            Train = given ?? own,
            Randomness = randomness,
            Options = new() { Epochs = 2, BatchSize = 10, DropLast = true, Frozen = frozen is null ? [] : [frozen] },
            Optimizer = new SgdOptions { Lr = 0.02 },
            Balancing = method,
        };
        var recorder = new Recorder();
        using var trainer = new Trainer(setup, recorder, recorder);
        trainer.Run(CancellationToken.None);
        double[] weights = [.. models[0].state_dict().Where(entry => !entry.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).SelectMany(entry => TensorAssert.Doubles(entry.Value))];
        models.ForEach(model => model.Dispose());
        return weights;
    }

    private static Split Rows(int count)
    {
        using var scope = torch.NewDisposeScope();
        var inputs = 2 * TestPattern.Tensor([count, 1, 8, 8], 3);
        return new Split(inputs.DetachFromDisposeScope(), new Dictionary<string, torch.Tensor>
        {
            ["kind"] = inputs.flatten(1).narrow(1, 0, 3).argmax(1).DetachFromDisposeScope(),
            ["amount"] = inputs.flatten(1).narrow(1, 3, 2).clone().DetachFromDisposeScope(),
        });
    }
}
