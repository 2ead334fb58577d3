using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Data;

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
        pass.BackwardThroughHeads((method as IScalesLosses)?.Scales(pass.Scaled.detach()));
        using var frozen = torch.no_grad();
        var onTrunk = source == GradientSource.Shared;
        var rows = onTrunk || Diagnoses ? jacobian.Rows(task => pass.BackwardThroughTrunk(task, isLast: onTrunk && task == pass.Tasks - 1)) : null;
        var diagnostics = Diagnoses ? GradientDiagnostics.Of(rows!) : null;
        var (direction, weights) = Direction(onTrunk ? rows! : pass.RepresentationGradients(), pass.Scaled.detach());
        if (onTrunk)
        {
            jacobian.SharedGradient.copy_(direction);
        }
        else
        {
            jacobian.SharedGradient.fill_(0);
            pass.BackwardRepresentation(direction);
        }

        return new StepResult(pass.Losses.detach(), weights, diagnostics);
    }

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
