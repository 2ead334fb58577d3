using MtlTorch.Balancing;
using MtlTorch.Data;

namespace MtlTorch.Training.Steps;

/// <summary>One backward pass of the weighted sum of the losses.</summary>
internal sealed class LossWeightingStep(StepParts parts, ILossWeighting weighting) : TrainingStep(parts)
{
    /// <inheritdoc/>
    protected override IBalancingMethod Method => weighting;

    /// <inheritdoc/>
    protected override StepResult Backward(IReadOnlyList<Batch> batches)
    {
        var losses = Losses(Model.call(batches[0].Inputs), batches[0]);
        var scaled = Scaled(losses);
        var weights = weighting.Weights(scaled.detach());
        (scaled * weights).sum().backward();
        return new StepResult(losses.detach(), weights);
    }
}
