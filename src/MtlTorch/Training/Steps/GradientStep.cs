using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Data;
using MtlTorch.Training.Costs;
using MtlTorch.Training.Replicas;

namespace MtlTorch.Training.Steps;

/// <summary>
/// For methods that look at the tasks' gradients. The heads are back-propagated once; the trunk T times for the gradients of
/// the shared parameters, or once for those of the representation.
/// </summary>
internal sealed class GradientStep : TrainingStep
{
    private readonly IBalancingMethod method;
    private readonly GradientSource source;
    private readonly ShardedJacobian jacobian;

    // Then what a head's pass adds to the shared gradient belongs to its task's row.
    private readonly bool readsShared;

    public GradientStep(StepParts parts, IBalancingMethod method, GradientSource source)
        : base(parts)
    {
        this.method = method;
        this.source = source;
        jacobian = new ShardedJacobian(Replicas, Model.Tasks.Count);
        readsShared = Model.Tasks.Any(t => t.ReadsSharedParameters);
    }

    /// <inheritdoc/>
    public override int GradientRows => source != GradientSource.Shared ? 0 : Model.Tasks.Count * (1 + ((method as IGradientAggregation)?.Copies ?? 0));

    /// <inheritdoc/>
    protected override IBalancingMethod Method => method;

    /// <inheritdoc/>
    public override void Dispose()
    {
        jacobian.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override StepResult Backward(IReadOnlyList<Batch> batches)
    {
        var shards = Replicas.Divide(batches[0]);
        var losses = Losses(shards, cut: true);
        Clock.Enter(Phase.Backward);
        using var frozen = torch.no_grad();
        var scaled = Scaled(losses.Values);
        var present = losses.Present;
        var isAsked = Attend(present);
        var scales = isAsked && method is IScalesLosses scaling ? present.Spread(scaling.Scales(present.Of(scaled))) : null;
        var penalties = Penalties(shards);
        var onTrunk = source == GradientSource.Shared;
        var rows = onTrunk ? Rows(shards, scales, keepsGraph: penalties.Count > 0) : RowsOfRepresentation(shards, scales);
        var diagnostics = Measured(rows, present);
        Clock.Enter(Phase.Balancing);
        var gradients = onTrunk ? rows! : OfRepresentation(shards);
        var (direction, weights) = isAsked
            ? Direction(present.Of(gradients), present.Of(scaled))
            : (torch.zeros_like(gradients[0]), null);
        Clock.Enter(Phase.Backward);
        jacobian.ZeroSharedGradients();
        if (onTrunk)
        {
            jacobian.SharedGradient.copy_(AsScaled(direction));
        }

        penalties.ForEach(penalty => penalty.backward([torch.full_like(penalty, Replicas.Scale)], retain_graph: !onTrunk));
        if (!onTrunk)
        {
            BackwardRepresentation(shards, AsScaled(direction));
        }

        Replicas.SumGradients();
        return new StepResult(losses.Values, present, weights is null ? null : present.Spread(weights), diagnostics);
    }

    /// <summary>The penalties of the features, with their graphs; none where nothing before the features learns.</summary>
    private List<torch.Tensor> Penalties(Shard[] shards)
    {
        using var recorded = torch.enable_grad();
        return [.. shards.SelectMany(shard => PenaltyOf(shard))];
    }

    /// <summary>The tasks' gradients of the shared parameters.</summary>
    private torch.Tensor Rows(Shard[] shards, torch.Tensor? scales, bool keepsGraph) => jacobian.Rows(shards, (shard, task) =>
    {
        if (shard.Replica.Number == 0)
        {
            Clock.EnterBackward(task);
        }

        if (readsShared)
        {
            shard.BackwardThroughHead(task, FactorsOf(shard, scales)[task]);
        }
        else if (task == 0)
        {
            shard.Backward(FactorsOf(shard, scales));
        }

        shard.Cut!.BackwardThroughTrunk(task, isLast: task == Model.Tasks.Count - 1 && !keepsGraph);
    });

    /// <summary>Back-propagates the heads. The gradients of the shared parameters are only measured then, and null where they are not.</summary>
    private torch.Tensor? RowsOfRepresentation(Shard[] shards, torch.Tensor? scales)
    {
        Replicas.Run(shards, shard => shard.Backward(FactorsOf(shard, scales)));
        if (!Diagnoses)
        {
            return null;
        }

        Clock.Enter(Phase.Diagnostics);
        return jacobian.Rows(shards, (shard, task) => shard.Cut!.BackwardThroughTrunk(task, isLast: false));
    }

    /// <summary>Adds what a gradient [B F] of the shared representation means, each replica its rows of it.</summary>
    private void BackwardRepresentation(Shard[] shards, torch.Tensor gradient)
    {
        var parts = gradient.split([.. shards.Select(shard => shard.Cut!.Representations[0].Features.numel())]);
        Replicas.Run(shards, shard => shard.Cut!.BackwardRepresentation(parts[shard.Replica.Number].to(shard.Replica.Parameters.Values.device)));
    }

    /// <summary>A gradient of the losses as they are, like those that are on their way.</summary>
    private torch.Tensor AsScaled(torch.Tensor gradient) => Replicas.Scale == 1 ? gradient : gradient * Replicas.Scale;

    /// <summary>The tasks' gradients of the features of the whole batch.</summary>
    private torch.Tensor OfRepresentation(Shard[] shards)
    {
        var parts = shards.Select(shard => shard.Cut!.RepresentationGradients()).ToList();
        var joined = parts.Count == 1 ? parts[0] : torch.cat([.. parts.Select(part => part.to(parts[0].device))], dim: 1);
        return Replicas.Scale == 1 ? joined : joined * (1 / Replicas.Scale);
    }

    /// <summary>What the method makes of the present tasks' gradients [N, D] and losses [N]: a direction [D], and weights [N] if it has some.</summary>
    private (torch.Tensor Direction, torch.Tensor? Weights) Direction(torch.Tensor rows, torch.Tensor losses)
    {
        if (method is IGradientAggregation aggregation)
        {
            // The step will be left out; not every method would bear to be asked.
            if (Replicas.Scale != 1 && !rows.isfinite().all().item<bool>())
            {
                return (torch.full_like(rows[0], double.NaN), null);
            }

            var aggregate = aggregation.Aggregate(rows, losses);
            return (aggregate.Direction, aggregate.Weights);
        }

        var numbers = losses.to(torch.float64).cpu().data<double>().ToArray();
        var gramian = Gramian.Of(rows);
        // After a divergence no method is asked for weights; the log of the losses will stop the run and say why.
        var found = gramian.IsFinite && numbers.All(double.IsFinite)
            ? ((IGramianWeighting)method).Weights(gramian, numbers)
            : [.. Enumerable.Repeat(double.NaN, gramian.Tasks)];
        var weights = torch.tensor(found, dtype: rows.dtype, device: rows.device);
        return (rows.t().mv(weights), weights);
    }
}
