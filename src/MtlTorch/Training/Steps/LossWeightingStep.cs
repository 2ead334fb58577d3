using MtlTorch.Balancing;
using MtlTorch.Data;
using MtlTorch.Training.Costs;

namespace MtlTorch.Training.Steps;

/// <summary>One backward pass of the weighted sum of the losses.</summary>
internal sealed class LossWeightingStep(StepParts parts, ILossWeighting weighting) : TrainingStep(parts)
{
    private SharedJacobian? jacobian;

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
        Clock.Enter(Phase.Forward);
        Latest = Model.Pass(batches[0].Inputs);
        var (each, present) = Losses(Latest, batches[0]);
        var losses = Stacked(each);
        var scaled = Scaled(losses);
        var diagnostics = Diagnoses && present.Count > 0 ? Measure(scaled, present) : null;
        Clock.Enter(Phase.Balancing);
        var weights = Attend(present) ? present.Spread(weighting.Weights(present.Of(scaled.detach()))) : torch.zeros_like(losses);
        Clock.Enter(Phase.Backward);
        var sum = (scaled * weights).sum();
        (PenaltyOf([.. Latest.Select(pass => pass.Representation!)]) is { } penalty ? sum + penalty : sum).backward();
        return new StepResult(losses.detach(), present, weights, diagnostics);
    }

    /// <summary>Back-propagates each loss by itself before the sum, on the same graph, so that the training does not notice.</summary>
    private GradientDiagnostics Measure(torch.Tensor losses, PresentTasks present)
    {
        Clock.Enter(Phase.Diagnostics);
        using var scope = torch.NewDisposeScope();
        jacobian ??= new SharedJacobian(Parameters, Model.Tasks.Count);
        var rows = jacobian.Rows(task => losses[task].backward(retain_graph: true));
        var diagnostics = GradientDiagnostics.Of(rows, present);
        Parameters.ZeroGradient();
        return diagnostics;
    }
}
