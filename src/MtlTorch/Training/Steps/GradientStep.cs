using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Data;
using MtlTorch.Training.Costs;

namespace MtlTorch.Training.Steps;

/// <summary>
/// For methods that look at the tasks' gradients. The heads are back-propagated once; the trunk T times for the gradients of
/// the shared parameters, or once for those of the representation.
/// </summary>
internal sealed class GradientStep : TrainingStep
{
    private readonly IBalancingMethod method;
    private readonly GradientSource source;
    private readonly SharedJacobian jacobian;

    // Then what a head's pass adds to the shared gradient belongs to its task's row.
    private readonly bool readsShared;

    public GradientStep(StepParts parts, IBalancingMethod method, GradientSource source)
        : base(parts)
    {
        this.method = method;
        this.source = source;
        jacobian = new SharedJacobian(parts.Parameters, Model.Tasks.Count);
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
        var pass = Forward(batches[0]);
        Clock.Enter(Phase.Backward);
        using var frozen = torch.no_grad();
        var losses = Stacked(pass.Losses).detach();
        var scaled = Scaled(losses);
        var present = pass.Present;
        var isAsked = Attend(present);
        var factors = FactorsOf(pass, isAsked && method is IScalesLosses scaling ? present.Spread(scaling.Scales(present.Of(scaled))) : null);
        var onTrunk = source == GradientSource.Shared;
        var penalty = Penalty(pass);
        var rows = onTrunk ? Rows(pass, factors, keepsGraph: penalty is not null) : RowsOfRepresentation(pass, factors);
        var diagnostics = Measured(rows, present);
        Clock.Enter(Phase.Balancing);
        var gradients = onTrunk ? rows! : pass.RepresentationGradients();
        var (direction, weights) = isAsked
            ? Direction(present.Of(gradients), present.Of(scaled))
            : (torch.zeros_like(gradients[0]), null);
        if (onTrunk)
        {
            jacobian.SharedGradient.copy_(direction);
            penalty?.backward();
        }
        else
        {
            jacobian.SharedGradient.fill_(0);
            Clock.Enter(Phase.Backward);
            penalty?.backward(retain_graph: true);
            pass.BackwardRepresentation(direction);
        }

        return new StepResult(losses, present, weights is null ? null : present.Spread(weights), diagnostics);
    }

    /// <summary>The penalty of the features, with its graph; null where there is none, or where nothing before the features learns.</summary>
    private torch.Tensor? Penalty(CutPass pass)
    {
        using var recorded = torch.enable_grad();
        return PenaltyOf(pass.Representations) is { requires_grad: true } penalty ? penalty : null;
    }

    /// <summary>The tasks' gradients of the shared parameters.</summary>
    private torch.Tensor Rows(CutPass pass, torch.Tensor[] factors, bool keepsGraph)
    {
        if (!readsShared)
        {
            pass.BackwardThroughHeads(factors);
        }

        return jacobian.Rows(task =>
        {
            Clock.EnterBackward(task);
            if (readsShared)
            {
                pass.BackwardThroughHead(task, factors[task]);
            }

            pass.BackwardThroughTrunk(task, isLast: task == pass.Tasks - 1 && !keepsGraph);
        });
    }

    /// <summary>Back-propagates the heads. The gradients of the shared parameters are only measured then, and null where they are not.</summary>
    private torch.Tensor? RowsOfRepresentation(CutPass pass, torch.Tensor[] factors)
    {
        pass.BackwardThroughHeads(factors);
        if (!Diagnoses)
        {
            return null;
        }

        Clock.Enter(Phase.Diagnostics);
        return jacobian.Rows(task => pass.BackwardThroughTrunk(task, isLast: false));
    }

    /// <summary>What the method makes of the present tasks' gradients [N, D] and losses [N]: a direction [D], and weights [N] if it has some.</summary>
    private (torch.Tensor Direction, torch.Tensor? Weights) Direction(torch.Tensor rows, torch.Tensor losses)
    {
        if (method is IGradientAggregation aggregation)
        {
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
