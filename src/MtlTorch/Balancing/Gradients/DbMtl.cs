using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// Dual balancing: gradients of the losses' logarithms, so that the scales of the losses do not count, smoothed over the
/// steps and stretched to the length of the longest. The steps of a task are those in which it has labels.
/// </summary>
[Paper("Lin et al. 2023, Dual-Balancing for Multi-Task Learning", "https://arxiv.org/abs/2308.12029", Place = "algorithm 1")]
public sealed record DbMtlOptions : GradientBalancingOptions
{
    /// <summary>Share of the old average in the moving average, at the first step.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta { get; init; } = 0.9;

    /// <summary>Exponent with which the share falls: at step k it is beta / k^betaSigma.</summary>
    [Range(0.0, 10.0)]
    public double BetaSigma { get; init; }

    /// <inheritdoc/>
    protected override string? NotOnRepresentation => "it averages gradients over batches, and the representations of two batches belong to different rows.";

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new DbMtl(Beta, BetaSigma);
}

/// <summary>See <see cref="DbMtlOptions"/>.</summary>
/// <param name="beta">Share of the old average at the first step.</param>
/// <param name="betaSigma">Exponent with which it falls.</param>
public sealed class DbMtl(double beta, double betaSigma) : RememberingPerTask, IGradientAggregation, IScalesLosses
{
    private const double Tiny = 1e-8;

    /// <inheritdoc/>
    public int Copies => 4;

    /// <summary>The derivative of log(L + 1e-8).</summary>
    public torch.Tensor Scales(torch.Tensor losses)
    {
        using var scope = torch.NewDisposeScope();
        return (1 / (losses + Tiny)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Aggregate Aggregate(torch.Tensor jacobian, torch.Tensor losses)
    {
        using var scope = torch.NewDisposeScope();
        var share = Rates(beta, betaSigma, CountSteps(jacobian.size(0)), jacobian);
        var averages = jacobian + (RecallRows("averages", jacobian, 0) - jacobian) * share;
        KeepRows("averages", averages, 0);
        var lengths = averages.norm(1);
        return new Aggregate(averages.t().mv(lengths.max() / (lengths + Tiny)).MoveToOuterDisposeScope());
    }
}
