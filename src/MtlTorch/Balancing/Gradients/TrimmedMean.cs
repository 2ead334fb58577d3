using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Balancing.Gradients;

/// <summary>The mean of each coordinate without its largest and smallest values: robust against a few tasks that go astray. While tasks are silent, fewer are left out where the present ones are too few.</summary>
[Paper("Yin et al. 2018, Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates", "https://arxiv.org/abs/1803.01498", Place = "definition 2")]
public sealed record TrimmedMeanOptions : GradientBalancingOptions
{
    /// <summary>How many of the largest, and how many of the smallest values are left out of each coordinate; fewer than half of the tasks.</summary>
    [Range(0, 1_000)]
    public int Trim { get; init; } = 1;

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => 2 * Trim < context.Tasks
        ? new TrimmedMean(Trim)
        : throw new InvalidOptionException("trim", $"leaving out {Trim} at both ends needs at least {2 * Trim + 1} tasks, and there are {context.Tasks}.");
}

/// <summary>See <see cref="TrimmedMeanOptions"/>.</summary>
/// <param name="trim">Values left out at both ends.</param>
public sealed class TrimmedMean(int trim) : IGradientAggregation
{
    /// <inheritdoc/>
    public int Copies => 3;

    /// <inheritdoc/>
    public Aggregate Aggregate(torch.Tensor jacobian, torch.Tensor losses)
    {
        using var scope = torch.NewDisposeScope();
        var (sorted, _) = jacobian.sort(0);
        var left = Math.Min(trim, (jacobian.shape[0] - 1) / 2);
        return new Aggregate(sorted.narrow(0, left, jacobian.shape[0] - 2 * left).mean([0]).MoveToOuterDisposeScope());
    }
}
