using System.ComponentModel.DataAnnotations;
using TorchSharp.Modules;

namespace MtlTorch.Training.Optimizers;

/// <summary>How parameters are stepped along their gradients; TorchSharp's own optimizers, on the flat parameters.</summary>
public abstract record OptimizerOptions
{
    /// <summary>Learning rate before the schedule's factor.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Lr { get; init; } = 0.001;

    /// <summary>Tensors of the parameters' size that the optimizer remembers from step to step.</summary>
    public abstract int StateCopies();

    /// <summary>How far a gradient that stays the same moves a parameter in a step in the end, in learning rates times the gradient; 1 for optimizers that scale gradients.</summary>
    public virtual double Gain() => 1;

    /// <summary>Makes the optimizer.</summary>
    /// <param name="parts">The flat parameters, or parts of them, with their gradients. Each part becomes a group, whose rate can be set by itself.</param>
    public abstract OptimizerHelper Build(params IReadOnlyList<Parameter> parts);
}
