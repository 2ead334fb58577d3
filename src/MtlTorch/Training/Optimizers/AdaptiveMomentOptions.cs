using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Training.Optimizers;

/// <summary>What Adam and its kin have in common.</summary>
public abstract record AdaptiveMomentOptions : OptimizerOptions
{
    /// <summary>Decay of the mean of the gradients, per step.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of the squared gradients, per step.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the square root in the denominator.</summary>
    [Range(0.0, 1.0)]
    public double Eps { get; init; } = 1e-8;

    /// <summary>Divide by the largest mean of squared gradients so far (Reddi et al. 2018).</summary>
    public bool Amsgrad { get; init; }

    /// <inheritdoc/>
    public override int StateCopies() => Amsgrad ? 3 : 2;
}
