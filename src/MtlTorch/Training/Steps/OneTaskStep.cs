using MtlTorch.Balancing;
using MtlTorch.Data;
using MtlTorch.Training.Costs;

namespace MtlTorch.Training.Steps;

/// <summary>The loss of one task alone, without its weight; the heads of the others are not called. The result's losses are a scalar.</summary>
internal sealed class OneTaskStep(StepParts parts, IBalancingMethod method) : TrainingStep(parts)
{
    /// <summary>The task of the next steps, from 0.</summary>
    public int Task { get; set; }

    /// <inheritdoc/>
    protected override IBalancingMethod Method => method;

    /// <inheritdoc/>
    protected override StepResult Backward(IReadOnlyList<Batch> batches)
    {
        Only = Task;
        Clock.Enter(Phase.Forward);
        var shards = Replicas.Divide(batches[0]);
        Replicas.Run(shards, shard => shard.ForwardOf(Task));
        var losses = new BatchLosses(shards);
        var result = new StepResult(losses.Values[Task], losses.Present, null);
        SawLast(shards);
        if (losses.Present.Count > 0)
        {
            Clock.EnterBackward(Task);
            var unweighted = torch.ones_like(losses.Values);
            Replicas.Run(shards, shard => shard.Backward(shard.Each(unweighted), PenaltyOf(shard, Task)));
            Replicas.SumGradients();
        }

        return result;
    }
}
