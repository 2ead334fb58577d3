using System.ComponentModel.DataAnnotations;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders.Sparsity;

/// <summary>ReLU units whose activations are penalized by their sum, averaged over the batch.</summary>
[Paper("Bricken et al. 2023, Towards Monosemanticity: Decomposing Language Models With Dictionary Learning", "https://transformer-circuits.pub/2023/monosemantic-features", Place = "appendix on training")]
[Paper("Conerly et al. 2024, Update on How We Train SAEs", "https://transformer-circuits.pub/2024/april-update/index.html", Place = "penalty weighted by the decoder's norms")]
public sealed record L1Options : SparsityOptions
{
    /// <summary>What the penalty counts in the loss.</summary>
    [Range(0.0, 1e6)]
    public double Weight { get; init; } = 1e-3;

    /// <summary>Count each activation times the length of its unit's direction, so that long directions are no way out.</summary>
    public bool Weighted { get; init; } = true;

    /// <inheritdoc/>
    public override CodeSparsity Build(long units) => new L1(this, units);
}

/// <summary>See <see cref="L1Options"/>.</summary>
public sealed class L1 : CodeSparsity
{
    private readonly L1Options options;

    /// <summary>Builds it for a code of <paramref name="units"/>.</summary>
    public L1(L1Options options, long units)
        : base(nameof(L1), units)
    {
        this.options = options;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override double Weight => options.Weight;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input.relu();

    /// <inheritdoc/>
    public override Tensor Penalty(Tensor pre, Tensor code, CodeDecoder decoder)
    {
        using var scope = NewDisposeScope();
        return Magnitudes.Of(code, decoder, options.Weighted).sum(dim: 1).mean().MoveToOuterDisposeScope();
    }
}
