using System.ComponentModel.DataAnnotations;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders.Sparsity;

/// <summary>Each row keeps its k largest pre-activations and no others: the sparsity is set, not sought.</summary>
[Paper("Makhzani and Frey 2013, k-Sparse Autoencoders", "https://arxiv.org/abs/1312.5663")]
[Paper("Gao et al. 2024, Scaling and evaluating sparse autoencoders", "https://arxiv.org/abs/2406.04093")]
public sealed record TopKOptions : SparsityOptions
{
    /// <summary>Units that a row keeps, at most as many as there are.</summary>
    [Range(1, 1_000_000)]
    public int K { get; init; } = 32;

    /// <summary>Set kept units with negative pre-activations to zero, as Gao et al. do. Without it exactly k stay, whatever their sign.</summary>
    public bool Rectify { get; init; } = true;

    /// <inheritdoc/>
    public override CodeSparsity Build(long units) => K <= units
        ? new TopK(this, units)
        : throw new InvalidOptionException("k", $"{K} of {units} units cannot be kept; use at most {units}.");
}

/// <summary>See <see cref="TopKOptions"/>.</summary>
public sealed class TopK : CodeSparsity
{
    /// <summary>Builds it for a code of <paramref name="units"/>.</summary>
    public TopK(TopKOptions options, long units)
        : base(nameof(TopK), units)
    {
        Options = options;
        RegisterComponents();
    }

    /// <summary>How it was made.</summary>
    public TopKOptions Options { get; }

    /// <inheritdoc/>
    public override int HeldCopies => 1;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var code = Largest(input, Options.K);
        return (Options.Rectify ? code.relu() : code).MoveToOuterDisposeScope();
    }

    /// <summary>The k largest of each row of [N, units], zeros elsewhere.</summary>
    internal static Tensor Largest(Tensor rows, int k)
    {
        using var scope = NewDisposeScope();
        var (values, places) = rows.topk(k, dim: 1, sorted: false);
        return zeros_like(rows).scatter(1, places, values).MoveToOuterDisposeScope();
    }
}
