namespace MtlTorch.Training.Scaling;

/// <summary>
/// By how much losses are scaled while they are back-propagated, so that small gradients do not vanish in 16 bits: each task's by the same factor, a power of two. Whatever
/// comes out is divided by it before anybody looks. A step whose gradient is not finite is left out, and the factor halved; after many good ones it is doubled.
/// </summary>
/// <param name="options">The factor to begin with, and when it grows.</param>
public sealed class LossScaling(LossScalingOptions options)
{
    // Below, a gradient that is not finite has other reasons than the scale.
    private const double Least = 1.0 / (1 << 14);

    /// <summary>The factor, and what it goes by.</summary>
    public LossScale State { get; set; } = new(options.Initial);

    /// <summary>Whether halving does not help any more.</summary>
    public bool IsExhausted => State.Factor < Least;

    /// <summary>Notes how a step went.</summary>
    /// <param name="isFinite">Whether its gradient was finite.</param>
    internal void Note(bool isFinite) => State = isFinite
        ? State.GoodSteps + 1 == options.GrowAfter && State.Factor < options.Most ? State with { Factor = State.Factor * 2, GoodSteps = 0 } : State with { GoodSteps = State.GoodSteps + 1 }
        : State with { Factor = State.Factor / 2, GoodSteps = 0, Skipped = State.Skipped + 1 };
}

/// <summary>How losses are scaled.</summary>
public sealed record LossScalingOptions
{
    /// <summary>Factor of the first step, a power of two.</summary>
    public double Initial { get; init; } = 1 << 16;

    /// <summary>Factor that is not exceeded.</summary>
    public double Most { get; init; } = 1 << 24;

    /// <summary>Good steps in a row after which the factor is doubled.</summary>
    public long GrowAfter { get; init; } = 2000;
}

/// <summary>A factor of the losses.</summary>
/// <param name="Factor">The factor.</param>
/// <param name="GoodSteps">Good steps since it changed.</param>
/// <param name="Skipped">Steps that were left out since the beginning.</param>
public sealed record LossScale(double Factor, long GoodSteps = 0, long Skipped = 0);
