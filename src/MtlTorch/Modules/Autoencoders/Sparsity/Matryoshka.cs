using System.ComponentModel.DataAnnotations;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders.Sparsity;

/// <summary>
/// Batch-top-k whose first units must do alone as well: the reconstructions from nested beginnings of the code are losses too. The first
/// units become the general features, and do not dissolve into special ones in a larger dictionary.
/// </summary>
[Paper("Bussmann et al. 2025, Learning Multi-Level Features with Matryoshka Sparse Autoencoders", "https://arxiv.org/abs/2503.17547")]
public sealed record MatryoshkaOptions : SparsityOptions, ISelfChecking
{
    /// <summary>Units that a row keeps on average, at most as many as there are; not necessarily a whole number.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double K { get; init; } = 32;

    /// <summary>Which part of the units each nested code has, rising to 1, the whole code. [1] alone is batch-top-k.</summary>
    [MinLength(1), ElementRange(0, 1)]
    public IReadOnlyList<double> Parts { get; init; } = [0.0625, 0.125, 0.25, 0.5, 1];

    /// <summary>Part of the old threshold that stays with each step.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Momentum { get; init; } = 0.99;

    /// <inheritdoc/>
    public IEnumerable<(string Option, string Problem)> Problems()
    {
        if (Parts.Count == 0 || Parts[^1] != 1)
        {
            yield return ("parts", "the last part must be 1, the whole code.");
        }

        if (Parts.Zip(Parts.Skip(1)).Any(pair => pair.First >= pair.Second) || Parts.Any(p => p <= 0))
        {
            yield return ("parts", $"[{string.Join(", ", Parts)}] do not rise from above 0; sort them and leave repetitions out.");
        }
    }

    /// <inheritdoc/>
    public override CodeSparsity Build(long units) => new Matryoshka(this, units);
}

/// <summary>See <see cref="MatryoshkaOptions"/>.</summary>
/// <param name="options">How it is made.</param>
/// <param name="units">Width of the code.</param>
public sealed class Matryoshka(MatryoshkaOptions options, long units)
    : BatchTopK(new BatchTopKOptions { K = options.K, Momentum = options.Momentum }, units)
{
    private readonly long[] widths = [.. options.Parts.SkipLast(1).Select(p => (long)Math.Ceiling(p * units)).Distinct().Where(w => w < units)];

    /// <inheritdoc/>
    public override int HeldCopies => 8;

    /// <summary>Units of the nested codes, without the whole one, whose reconstruction is a loss anyway.</summary>
    public IReadOnlyList<long> Widths => widths;

    /// <summary>The sum of the reconstruction losses of the nested codes.</summary>
    public override Tensor Auxiliary(Tensor pre, Tensor code, CodeDecoder decoder, Tensor target)
    {
        using var scope = NewDisposeScope();
        var sum = base.Auxiliary(pre, code, decoder, target);
        foreach (var width in widths)
        {
            var mask = arange(Units, device: code.device).lt(width);
            sum = sum + decoder.Loss(code * mask, target);
        }

        return sum.MoveToOuterDisposeScope();
    }
}
