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

    public GradientStep(StepParts parts, IBalancingMethod method, GradientSource source)
        : base(parts)
    {
        this.method = method;
        this.source = source;
        jacobian = new SharedJacobian(parts.Parameters, Model.Tasks.Count);
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
        pass.BackwardThroughHeads((method as IScalesLosses)?.Scales(pass.Scaled.detach()));
        using var frozen = torch.no_grad();
        var onTrunk = source == GradientSource.Shared;
        var rows = onTrunk || Diagnoses ? Rows(pass, onTrunk) : null;
        var diagnostics = Measured(rows);
        Clock.Enter(Phase.Balancing);
        var (direction, weights) = Direction(onTrunk ? rows! : pass.RepresentationGradients(), pass.Scaled.detach());
        if (onTrunk)
        {
            jacobian.SharedGradient.copy_(direction);
        }
        else
        {
            jacobian.SharedGradient.fill_(0);
            Clock.Enter(Phase.Backward);
            pass.BackwardRepresentation(direction);
        }

        return new StepResult(pass.Losses.detach(), weights, diagnostics);
    }

    /// <summary>The tasks' gradients of the shared parameters; only measured where the method itself does not look at them.</summary>
    private torch.Tensor Rows(CutPass pass, bool onTrunk) => jacobian.Rows(task =>
    {
        if (onTrunk)
        {
            Clock.EnterBackward(task);
        }
        else
        {
            Clock.Enter(Phase.Diagnostics);
        }

        pass.BackwardThroughTrunk(task, isLast: onTrunk && task == pass.Tasks - 1);
    });

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
