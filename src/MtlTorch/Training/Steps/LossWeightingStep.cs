using MtlTorch.Balancing;
using MtlTorch.Data;
using MtlTorch.Training.Costs;
using MtlTorch.Training.Replicas;

namespace MtlTorch.Training.Steps;

/// <summary>One backward pass of the weighted sum of the losses.</summary>
internal sealed class LossWeightingStep(StepParts parts, ILossWeighting weighting) : TrainingStep(parts)
{
    private ShardedJacobian? jacobian;
    private torch.Tensor? ones;

    /// <inheritdoc/>
    protected override IBalancingMethod Method => weighting;

    /// <inheritdoc/>
    public override void Dispose()
    {
        jacobian?.Dispose();
        ones?.Dispose();
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
        var isPlain = Attend(present) && weighting is IPlainSum;
        var weights = isPlain ? Ones(losses) : Weights(losses);
        Clock.Enter(Phase.Backward);
        Replicas.Run(shards, shard => shard.Backward(FactorsOf(shard, isPlain ? null : weights), PenaltyOf(shard)));
        Replicas.SumGradients();
        return new StepResult(losses.Values, present, weights, diagnostics);
    }

    private torch.Tensor Weights(BatchLosses losses)
    {
        var present = losses.Present;
        return present.Count == 0 ? torch.zeros_like(losses.Values) : present.Spread(weighting.Weights(present.Of(Scaled(losses.Values))));
    }

    /// <summary>The weights of a plain sum [T], the same in every step; 0 for silent tasks.</summary>
    private torch.Tensor Ones(BatchLosses losses)
    {
        ones ??= torch.ones_like(losses.Values).DetachFromDisposeScope();
        return losses.Present.AreAll ? ones : losses.Present.Spread(losses.Present.Of(ones));
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
