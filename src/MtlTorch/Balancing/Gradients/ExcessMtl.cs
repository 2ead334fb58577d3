using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// Gives more weight to tasks that are still far from their optimum. How far is estimated from the gradient and the
/// accumulated squares of its elements, relative to the task's first step with labels.
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

/// <summary>See <see cref="ExcessMtlOptions"/>. The weights begin at 1 and always sum to the number of tasks; those of the present tasks keep their sum while others are silent.</summary>
/// <param name="stepSize">Step size of the weights' exponents.</param>
public sealed class ExcessMtl(double stepSize) : RememberingPerTask, IGradientAggregation
{
    private const double Tiny = 1e-7;

    /// <inheritdoc/>
    public Aggregate Aggregate(torch.Tensor jacobian, torch.Tensor losses)
    {
        using var scope = torch.NewDisposeScope();
        var steps = CountSteps(jacobian.size(0));
        var squares = RecallRows("squares", jacobian, 0) + jacobian * jacobian;
        var excess = (jacobian * jacobian / (squares + Tiny).sqrt()).sum(dim: 1);
        var kept = RecallRows("first", excess, double.NaN);
        var first = torch.where(kept.isnan(), excess, kept);
        var weights = RecallRows("weights", excess, 1);
        if (steps.Any(k => k > 1))
        {
            // A task that was not there before has come no way yet.
            var come = steps.Any(k => k == 1) ? (excess / first) * steps.Select(k => k > 1 ? 1.0 : 0).ToArray().Like(excess) : excess / first;
            weights = Stepped(weights, come);
        }

        KeepRows("squares", squares, 0);
        KeepRows("first", first, double.NaN);
        KeepRows("weights", weights, 1);
        return new Aggregate(jacobian.t().mv(weights).MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }

    /// <summary>A task without any gradient at the first step has no measure of its own, and stays as it is.</summary>
    private torch.Tensor Stepped(torch.Tensor weights, torch.Tensor progress)
    {
        var exponents = progress.nan_to_num(0, 0, 0) * stepSize;
        var shares = (weights.log() + exponents).softmax(0);
        return SomeAreSilent ? shares * weights.sum() : shares * weights.NumberOfElements;
    }
}
