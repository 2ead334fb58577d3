using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// Gives more weight to tasks that are still far from their optimum. How far is estimated from the gradient and the
/// accumulated squares of its elements, relative to the first step.
/// </summary>
[Paper("He et al. 2024, Robust Multi-Task Learning with Excess Risks", "https://arxiv.org/abs/2402.02009", Place = "algorithm 1")]
public sealed record ExcessMtlOptions : GradientBalancingOptions
{
    /// <summary>Step size of the weights' exponents.</summary>
    [Range(0.0, 1e6)]
    public double StepSize { get; init; } = 0.01;

    /// <inheritdoc/>
    protected override string? NotOnRepresentation => "it accumulates squares of gradients over batches, and the representations of two batches belong to different rows.";

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new ExcessMtl(StepSize);
}

/// <summary>See <see cref="ExcessMtlOptions"/>. The weights begin at 1 and always sum to the number of tasks.</summary>
/// <param name="stepSize">Step size of the weights' exponents.</param>
public sealed class ExcessMtl(double stepSize) : RememberingMethod, IGradientAggregation
{
    private const double Tiny = 1e-7;

    /// <inheritdoc/>
    public Aggregate Aggregate(torch.Tensor jacobian, torch.Tensor losses)
    {
        using var scope = torch.NewDisposeScope();
        var squares = Recall("squares", jacobian.device, () => torch.zeros_like(jacobian)) + jacobian * jacobian;
        var excess = (jacobian * jacobian / (squares + Tiny).sqrt()).sum(dim: 1);
        var first = Recall("first", jacobian.device, () => excess);
        var weights = Recall("weights", jacobian.device, () => torch.ones_like(excess));
        if (CountStep() > 1)
        {
            weights = Stepped(weights, excess / first);
        }

        Keep("squares", squares);
        Keep("first", first);
        Keep("weights", weights);
        return new Aggregate(jacobian.t().mv(weights).MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }

    /// <summary>A task without any gradient at the first step has no measure of its own, and stays as it is.</summary>
    private torch.Tensor Stepped(torch.Tensor weights, torch.Tensor progress)
    {
        var exponents = progress.nan_to_num(0, 0, 0) * stepSize;
        return (weights.log() + exponents).softmax(0) * weights.NumberOfElements;
    }
}
