using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>What a reconstruction is held against its input with.</summary>
public enum ReconstructionLoss
{
    /// <summary>Squares of the differences.</summary>
    Mse,

    /// <summary>Binary cross-entropy, for inputs from 0 to 1.</summary>
    Bce,
}

/// <summary>Whether the numbers of one input count together or on average.</summary>
public enum ReconstructionReduction
{
    /// <summary>Summed over an input, averaged over the batch, as in the papers of sparse autoencoders.</summary>
    Sum,

    /// <summary>Averaged over both.</summary>
    Mean,
}

/// <summary>What the linear part of a decoder goes through.</summary>
public enum ReconstructionOutput
{
    /// <summary>Nothing.</summary>
    Linear,

    /// <summary>The logistic function, for inputs from 0 to 1.</summary>
    Sigmoid,
}

/// <summary>The reconstruction loss on what the linear part of a decoder gives.</summary>
/// <param name="Loss">The loss; <see cref="ReconstructionLoss.Bce"/> only with <see cref="ReconstructionOutput.Sigmoid"/>.</param>
/// <param name="Reduction">Over the numbers of one input.</param>
/// <param name="Output">What makes reconstructions of them.</param>
public sealed record ReconstructionTerm(ReconstructionLoss Loss, ReconstructionReduction Reduction, ReconstructionOutput Output)
{
    /// <summary>Linear parts [B, ...] to reconstructions of the same shape, always a new object.</summary>
    public Tensor Reconstruct(Tensor linear) => Output == ReconstructionOutput.Sigmoid ? linear.sigmoid() : linear.alias();

    /// <summary>What gives a reconstruction by the output function; of a sigmoid kept 1e-6 away from where that is infinite.</summary>
    public Tensor Before(Tensor reconstruction) => Output == ReconstructionOutput.Sigmoid ? reconstruction.clamp(1e-6, 1 - 1e-6).logit() : reconstruction.alias();

    /// <summary>The loss of each input [B], summed over its numbers. Of a cross-entropy the logits are used, which is exact where the sigmoid saturates.</summary>
    public Tensor PerInput(Tensor linear, Tensor target)
    {
        using var scope = NewDisposeScope();
        var each = Loss == ReconstructionLoss.Bce
            ? nn.functional.binary_cross_entropy_with_logits(linear, target, reduction: nn.Reduction.None)
            : nn.functional.mse_loss(Reconstruct(linear), target, reduction: nn.Reduction.None);
        return each.flatten(1).sum(dim: 1).MoveToOuterDisposeScope();
    }

    /// <summary>The scalar that enters the total, of losses per input [B].</summary>
    public Tensor Reduce(Tensor perInput, long inputs)
    {
        using var scope = NewDisposeScope();
        var mean = perInput.mean();
        return (Reduction == ReconstructionReduction.Mean ? mean / inputs : mean).MoveToOuterDisposeScope();
    }
}
