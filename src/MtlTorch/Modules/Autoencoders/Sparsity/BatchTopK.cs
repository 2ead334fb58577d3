using System.ComponentModel.DataAnnotations;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders.Sparsity;

/// <summary>
/// The batch keeps its k times N largest activations, so that rows share them by need. In evaluation a threshold takes the batch's place,
/// the moving average of the smallest activation that was kept: a row's code must not depend on the others.
/// </summary>
[Paper("Bussmann et al. 2024, BatchTopK Sparse Autoencoders", "https://arxiv.org/abs/2412.06410")]
public sealed record BatchTopKOptions : SparsityOptions
{
    /// <summary>Units that a row keeps on average, at most as many as there are; not necessarily a whole number.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double K { get; init; } = 32;

    /// <summary>Part of the old threshold that stays with each step.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Momentum { get; init; } = 0.99;

    /// <inheritdoc/>
    public override CodeSparsity Build(long units) => new BatchTopK(this, units);
}

/// <summary>See <see cref="BatchTopKOptions"/>.</summary>
public class BatchTopK : CodeSparsity
{
    private readonly BatchTopKOptions options;
    private readonly Tensor threshold;
    private readonly Tensor seen;

    /// <summary>Builds it for a code of <paramref name="units"/>.</summary>
    /// <exception cref="InvalidOptionException">There are fewer units than are to be kept.</exception>
    public BatchTopK(BatchTopKOptions options, long units)
        : base(nameof(BatchTopK), units)
    {
        this.options = options.K <= units
            ? options
            : throw new InvalidOptionException("k", $"{options.K} of {units} units cannot be kept; use at most {units}.");
        threshold = Kept.Buffer([]);
        seen = Kept.Buffer([], ScalarType.Int64);
        RegisterComponents();
    }

    /// <summary>What an activation must exceed in evaluation; 0 before the first training step.</summary>
    public double Threshold => threshold.Number();

    /// <inheritdoc/>
    public override int HeldCopies => 3;

    /// <summary>The units of all rows compete for the same places.</summary>
    public override bool MixesRows => true;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var active = input.relu();
        return (training ? Largest(active) : active * (active > threshold)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override void Advance(Tensor pre, Tensor code, CodeDecoder decoder)
    {
        using var scope = NewDisposeScope();
        var kept = code.detach();
        var smallest = kept.masked_fill(kept <= 0, double.PositiveInfinity).min();
        if (double.IsFinite(smallest.Number()))
        {
            MovingMean.Add(threshold, seen, smallest, options.Momentum);
        }
    }

    /// <summary>Sets the threshold, as a file has it.</summary>
    internal void Take(double value)
    {
        threshold.fill_(value);
        seen.fill_(1);
    }

    private Tensor Largest(Tensor active)
    {
        using var scope = NewDisposeScope();
        var count = Math.Max(1, (int)(options.K * active.size(0)));
        var flat = active.flatten();
        var (values, places) = flat.topk(count, dim: 0, sorted: false);
        return zeros_like(flat).scatter(0, places, values).view_as(active).MoveToOuterDisposeScope();
    }
}
