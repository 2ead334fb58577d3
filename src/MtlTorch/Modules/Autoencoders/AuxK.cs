using System.ComponentModel.DataAnnotations;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>
/// Dead units reconstruct what the living leave over: in each row the k dead units with the largest pre-activations, the squared error of
/// their sum to the residual being a loss. So they get a gradient, and come to life where something is missing.
/// </summary>
[Paper("Gao et al. 2024, Scaling and evaluating sparse autoencoders", "https://arxiv.org/abs/2406.04093", Place = "AuxK loss")]
public sealed record AuxKOptions
{
    /// <summary>Dead units per row; half as many as an input has numbers if null. Fewer dead units than that make the loss proportionally smaller.</summary>
    [Range(1, 1_000_000)]
    public int? K { get; init; }

    /// <summary>What the loss counts.</summary>
    [Range(0.0, 1e6)]
    public double Weight { get; init; } = 1.0 / 32;
}

/// <summary>See <see cref="AuxKOptions"/>.</summary>
internal static class AuxK
{
    /// <summary>The loss with its weight, a scalar; 0 where no unit is dead.</summary>
    /// <param name="options">How many units, and the weight.</param>
    /// <param name="drive">Pre-activations with every bias [N, units].</param>
    /// <param name="dead">Which units are dead, Bool [units].</param>
    /// <param name="residual">Inputs minus their reconstructions [B, ...]; constant here.</param>
    /// <param name="decoder">What decodes.</param>
    public static Tensor Loss(AuxKOptions options, Tensor drive, Tensor dead, Tensor residual, CodeDecoder decoder)
    {
        using var scope = NewDisposeScope();
        var count = dead.sum().Whole();
        if (count == 0)
        {
            return zeros([], drive.dtype, drive.device).MoveToOuterDisposeScope();
        }

        var wanted = options.K ?? (int)Math.Max(1, decoder.Layout.Inputs / 2);
        var (values, places) = drive.masked_fill(dead.logical_not(), double.NegativeInfinity).topk((int)Math.Min(wanted, count), dim: 1, sorted: false);
        var code = zeros_like(drive).scatter(1, places, values);
        var errors = (decoder.Combine(code) - residual.detach()).square().flatten(1).sum(dim: 1);
        var scale = options.Weight * Math.Min(1, (double)count / wanted);
        return (scale * decoder.Term.Reduce(errors, decoder.Layout.Inputs)).MoveToOuterDisposeScope();
    }
}
