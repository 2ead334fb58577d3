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
        var losses = Stacked(Losses(Latest, batches[0]));
        var scaled = Scaled(losses);
        var diagnostics = Diagnoses ? Measure(scaled) : null;
        Clock.Enter(Phase.Balancing);
        var weights = weighting.Weights(scaled.detach());
        Clock.Enter(Phase.Backward);
        var sum = (scaled * weights).sum();
        (PenaltyOf([.. Latest.Select(pass => pass.Representation!)]) is { } penalty ? sum + penalty : sum).backward();
        return new StepResult(losses.detach(), weights, diagnostics);
    }

    /// <summary>Back-propagates each loss by itself before the sum, on the same graph, so that the training does not notice.</summary>
    private GradientDiagnostics Measure(torch.Tensor losses)
    {
        Clock.Enter(Phase.Diagnostics);
        using var scope = torch.NewDisposeScope();
        jacobian ??= new SharedJacobian(Parameters, Model.Tasks.Count);
        var rows = jacobian.Rows(task => losses[task].backward(retain_graph: true));
        var diagnostics = GradientDiagnostics.Of(rows);
        Parameters.ZeroGradient();
        return diagnostics;
    }
}
