using MtlTorch.Training.Steps;

namespace MtlTorch.Training.Strategies;

/// <summary>All tasks together in every step, as the balancing method weighs them: θ ← θ - η d, where d is the balanced gradient as the optimizer takes it.</summary>
public sealed record JointOptions : StrategyOptions
{
    /// <inheritdoc/>
    public override UpdateStrategy Build(StrategyContext context)
    {
        var parts = context.Optimized(context.Together());
        return new Joint(parts, context.Joint(parts));
    }
}

/// <summary>See <see cref="JointOptions"/>.</summary>
public sealed class Joint(StepParts parts, TrainingStep step) : UpdateStrategy(parts.Optimizer, step);
