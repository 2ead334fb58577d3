using MtlTorch.Balancing;
using MtlTorch.Data;
using MtlTorch.Training.Costs;
using MtlTorch.Training.Replicas;

namespace MtlTorch.Training.Steps;

/// <summary>One backward pass of the weighted sum of the losses.</summary>
internal sealed class LossWeightingStep(StepParts parts, ILossWeighting weighting) : TrainingStep(parts)
{
    private ShardedJacobian? jacobian;

    /// <inheritdoc/>
    protected override IBalancingMethod Method => weighting;

    /// <inheritdoc/>
    public override void Dispose()
    {
        jacobian?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override StepResult Backward(IReadOnlyList<Batch> batches)
    {
        var shards = Replicas.Divide(batches[0]);
        var losses = Losses(shards);
        var present = losses.Present;
        var diagnostics = Diagnoses && present.Count > 0 ? Measure(shards, present) : null;
        Clock.Enter(Phase.Balancing);
        var weights = Attend(present) ? present.Spread(weighting.Weights(present.Of(Scaled(losses.Values)))) : torch.zeros_like(losses.Values);
        var factors = Scaled(weights);
        Clock.Enter(Phase.Backward);
        Replicas.Run(shards, shard => shard.Backward(factors, PenaltyOf(shard)));
        Replicas.SumGradients();
        return new StepResult(losses.Values, present, weights, diagnostics);
    }

    /// <summary>Back-propagates each loss by itself before the sum, on the same graph, so that the training does not notice.</summary>
    private GradientDiagnostics Measure(Shard[] shards, PresentTasks present)
    {
        Clock.Enter(Phase.Diagnostics);
        using var scope = torch.NewDisposeScope();
        jacobian ??= new ShardedJacobian(Replicas, Model.Tasks.Count);
        var rows = jacobian.Rows(shards, (shard, task) =>
        {
            if (shard.Losses[task] is { requires_grad: true } loss)
            {
                loss.backward([FactorsOf(shard)[task]], retain_graph: true);
            }
        });
        var diagnostics = GradientDiagnostics.Of(rows, present);
        Replicas.ZeroGradients();
        return diagnostics;
    }
}
