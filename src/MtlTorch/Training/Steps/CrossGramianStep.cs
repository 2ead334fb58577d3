using MtlTorch.Balancing;
using MtlTorch.Data;
using MtlTorch.Training.Costs;
using MtlTorch.Training.Replicas;

namespace MtlTorch.Training.Steps;

/// <summary>
/// For methods that choose weights by two independent batches: T backward passes through the trunk for each of those, and one
/// for the third batch, which the model learns from.
/// </summary>
internal sealed class CrossGramianStep : TrainingStep
{
    /// <summary>Two batches whose gradients are multiplied, and one to learn from.</summary>
    public const int BatchesPerStep = 3;

    private readonly ICrossGramianWeighting weighting;
    private readonly ShardedJacobian first;
    private readonly ShardedJacobian second;

    public CrossGramianStep(StepParts parts, ICrossGramianWeighting weighting)
        : base(parts)
    {
        this.weighting = weighting;
        first = new ShardedJacobian(Replicas, Model.Tasks.Count);
        second = new ShardedJacobian(Replicas, Model.Tasks.Count);
    }

    /// <inheritdoc/>
    public override int Batches => BatchesPerStep;

    /// <inheritdoc/>
    public override int GradientRows => 2 * Model.Tasks.Count;

    /// <inheritdoc/>
    protected override IBalancingMethod Method => weighting;

    /// <inheritdoc/>
    public override void Dispose()
    {
        first.Dispose();
        second.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override StepResult Backward(IReadOnlyList<Batch> batches)
    {
        var (rows, here) = Rows(first, batches[0]);
        var diagnostics = Measured(rows, here);
        var (others, there) = Rows(second, batches[1]);
        Clock.Enter(Phase.Optimizer);
        Replicas.ZeroGradients();
        var shards = Replicas.Divide(batches[2]);
        var losses = Losses(shards, cut: true);
        Clock.Enter(Phase.Balancing);
        var weights = Weights(rows, others, here.And(there).And(losses.Present));
        Clock.Enter(Phase.Backward);
        Replicas.Run(shards, shard => Learn(shard, weights));
        Replicas.SumGradients();
        return new StepResult(losses.Values, losses.Present, torch.tensor(weights, dtype: torch.float32, device: losses.Values.device), diagnostics);
    }

    private void Learn(Shard shard, double[] weights)
    {
        var penalties = PenaltyOf(shard).ToList();
        using var frozen = torch.no_grad();
        shard.Backward(FactorsOf(shard));
        penalties.ForEach(penalty => penalty.backward([torch.full_like(penalty, shard.Scale)], retain_graph: true));
        shard.Cut!.BackwardWeighted(weights);
    }

    /// <summary>The weights [T]; 0 for a task that is silent in one of the batches.</summary>
    private double[] Weights(torch.Tensor rows, torch.Tensor others, PresentTasks present)
    {
        if (!Attend(present))
        {
            return new double[present.Tasks];
        }

        var products = Gramian.Products(present.Of(rows), present.Of(others));
        // After a divergence no method is asked for weights; the log of the losses will stop the run and say why.
        return present.Spread(products.Cast<double>().All(double.IsFinite) ? weighting.Weights(products) : [.. Enumerable.Repeat(double.NaN, present.Count)]);
    }

    private (torch.Tensor Rows, PresentTasks Present) Rows(ShardedJacobian jacobian, Batch batch)
    {
        var shards = Replicas.Divide(batch);
        var losses = Losses(shards, cut: true);
        var rows = jacobian.Rows(shards, (shard, task) =>
        {
            if (shard.Replica.Number == 0)
            {
                Clock.EnterBackward(task);
            }

            if (task == 0)
            {
                shard.Backward(FactorsOf(shard));
            }

            shard.Cut!.BackwardThroughTrunk(task, isLast: task == Model.Tasks.Count - 1);
        });
        return (rows, losses.Present);
    }
}
