using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>
/// New beginnings for dead units, as Bricken et al. 2023 (Towards Monosemanticity, appendix "Neuron resampling") have them: a unit takes the
/// direction of an input that is drawn with a probability proportional to the square of its loss; its encoder looks that way with a fifth of
/// the living units' mean strength, and has no bias.
/// </summary>
internal static class Resampling
{
    private const double Strength = 0.2;
    private const double SmallestNorm = 1e-8;

    /// <param name="autoencoder">Whose units.</param>
    /// <param name="units">Indices of the dead units, Int64 [n].</param>
    /// <param name="input">Inputs to choose from [B, ...].</param>
    /// <param name="generator">On the CPU.</param>
    public static void Run(SparseAutoencoder autoencoder, Tensor units, Tensor input, Generator generator)
    {
        using var scope = NewDisposeScope();
        var directions = Drawn(autoencoder, units.numel(), input, generator);
        autoencoder.Decoder.Point(units, directions);
        // Where the weights are tied, this overwrites the decoder's with the encoder's strength.
        autoencoder.Encoder.Point(units, directions * Strength * LivingNorm(autoencoder));
        autoencoder.Sparsity.Revive(units);
    }

    /// <summary>Directions [n, ...] of length 1 towards badly reconstructed pieces of the inputs.</summary>
    private static Tensor Drawn(SparseAutoencoder autoencoder, long count, Tensor input, Generator generator)
    {
        using var scope = NewDisposeScope();
        var (layout, decoder) = (autoencoder.Layout, autoencoder.Decoder);
        var losses = decoder.PerInput(autoencoder.Encode(input).Code, input).to(ScalarType.Float64).clamp_min(double.Epsilon);
        var chances = (losses / losses.max()).square().cpu().clamp_min(1e-30).repeat_interleave(layout.Positions);
        var chosen = Draw(chances, count, generator).to(input.device);
        var pieces = layout.Pieces(autoencoder.Encoder.Centers ? input - layout.Spread(decoder.Center()) : input).index_select(0, chosen);
        var lengths = pieces.flatten(1).norm(dim: 1).clamp_min(SmallestNorm);
        return (pieces / lengths.view([-1, .. layout.DirectionShape.Select(_ => 1L)])).MoveToOuterDisposeScope();
    }

    /// <summary>Indices drawn in proportion to the chances, with replacement, by inversion: the same on every build of LibTorch.</summary>
    private static Tensor Draw(Tensor chances, long count, Generator generator)
    {
        using var scope = NewDisposeScope();
        var sums = chances.cumsum(0);
        var lots = empty([count], ScalarType.Float64).uniform_(0, 1, generator) * sums[-1];
        return searchsorted(sums, lots, right: true).clamp_max(sums.numel() - 1).MoveToOuterDisposeScope();
    }

    /// <summary>The mean norm of the living units' encoders; of all, where none lives.</summary>
    private static Tensor LivingNorm(SparseAutoencoder autoencoder)
    {
        using var scope = NewDisposeScope();
        var norms = autoencoder.Encoder.Norms();
        var living = autoencoder.DeadUnits().logical_not();
        return (living.any().item<bool>() ? (norms * living).sum() / living.sum() : norms.mean()).MoveToOuterDisposeScope();
    }
}
