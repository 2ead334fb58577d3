using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// Follows the tasks' gradients, each scaled to the length of its loss, by moving averages, and the weights of their
/// min-norm combination by small steps: the average of many batches has less bias than one batch. The steps of a task are those in which it has labels.
/// </summary>
[Paper("Fernando et al. 2023, Mitigating Gradient Bias in Multi-objective Learning: A Provably Convergent Approach", "https://openreview.net/forum?id=dLAYGdKTi2", Place = "algorithm 1")]
public sealed record MoCoOptions : GradientBalancingOptions
{
    /// <summary>Share of a new gradient in the moving average, at the first step.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Beta { get; init; } = 0.5;

    /// <summary>Exponent with which the share falls: at step k it is beta / k^betaSigma.</summary>
    [Range(0.0, 10.0)]
    public double BetaSigma { get; init; } = 0.5;

    /// <summary>Step size of the weights, at the first step.</summary>
    [Range(0.0, 1e6)]
    public double Gamma { get; init; } = 0.1;

    /// <summary>Exponent with which the step size falls: at step k it is gamma / k^gammaSigma.</summary>
    [Range(0.0, 10.0)]
    public double GammaSigma { get; init; } = 0.5;

    /// <summary>Strength of the pull towards equal weights.</summary>
    [Range(0.0, 1e6)]
    public double Rho { get; init; }

    /// <inheritdoc/>
    protected override string? NotOnRepresentation => "it averages gradients over batches, and the representations of two batches belong to different rows.";

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new MoCo(this);
}

/// <summary>See <see cref="MoCoOptions"/>.</summary>
/// <param name="options">Step sizes.</param>
public sealed class MoCo(MoCoOptions options) : RememberingPerTask, IGradientAggregation
{
    private const double Tiny = 1e-8;

    /// <inheritdoc/>
    public Aggregate Aggregate(torch.Tensor jacobian, torch.Tensor losses)
    {
        using var scope = torch.NewDisposeScope();
        var steps = CountSteps(jacobian.size(0));
        var old = RecallRows("averages", jacobian, 0);
        var equal = 1.0 / TasksBeside(losses.numel());
        var kept = RecallRows("weights", losses, equal);
        // Present tasks share among them what they have together, so that the silent ones keep theirs.
        var together = kept.sum();
        var lambda = SomeAreSilent ? kept / together : kept;

        var scaled = jacobian / (jacobian.norm(1, keepdim: true) + Tiny) * losses.unsqueeze(1);
        var averages = old - (old - scaled) * Rates(options.Beta, options.BetaSigma, steps, jacobian);
        var slope = averages.mv(averages.t().mv(lambda)) + lambda * options.Rho;
        var weights = (lambda - slope * Rates(options.Gamma, options.GammaSigma, steps, losses)).softmax(0);

        KeepRows("averages", averages, 0);
        KeepRows("weights", SomeAreSilent ? weights * together : weights, equal);
        return new Aggregate(averages.t().mv(weights).MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }
}
