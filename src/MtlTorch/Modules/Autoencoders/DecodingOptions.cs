using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>How a sparse code is decoded, what its reconstruction costs, and what keeps its units healthy.</summary>
public record DecodingOptions : ISelfChecking
{
    /// <summary>Let the decoder use the encoder's weights, turned.</summary>
    public bool Tied { get; init; }

    /// <summary>Decoders in a mixture whose weights are a softmax of learned numbers; 1 for a plain decoder.</summary>
    [Range(1, 64)]
    public int Decoders { get; init; } = 1;

    /// <summary>What the reconstruction is held against the input with.</summary>
    public ReconstructionLoss Loss { get; init; } = ReconstructionLoss.Mse;

    /// <summary>Over the numbers of one input. The penalties' weights are meant for sums.</summary>
    public ReconstructionReduction Reduction { get; init; } = ReconstructionReduction.Sum;

    /// <summary>What the reconstruction counts in the total. The UFLDL notes have 1/2.</summary>
    [Range(0.0, 1e6)]
    public double ReconstructionWeight { get; init; } = 1;

    /// <summary>Output function of the decoder; if null, a sigmoid for bce, nothing for mse.</summary>
    public ReconstructionOutput? Output { get; init; }

    /// <summary>Keep the decoder's directions at length 1, after each step.</summary>
    public bool NormalizeDecoder { get; init; }

    /// <summary>Before each step, take away the part of the decoder's gradient that would only change lengths, which normalizing undoes anyway.</summary>
    public bool RemoveParallelGradient { get; init; }

    /// <summary>Steps in which the penalty's weight rises in a line to its full value; 0 for none.</summary>
    [Range(0, int.MaxValue)]
    public int WarmUp { get; init; }

    /// <summary>Inputs without an activation after which a unit counts as dead.</summary>
    [Range(1, 1_000_000_000)]
    public int DeadAfter { get; init; } = 100_000;

    /// <summary>A loss that lets dead units learn what the others leave over; null for none.</summary>
    public AuxKOptions? AuxK { get; init; }

    /// <inheritdoc/>
    public virtual IEnumerable<(string Option, string Problem)> Problems()
    {
        if (Loss == ReconstructionLoss.Bce && Output == ReconstructionOutput.Linear)
        {
            yield return ("output", "the bce loss needs reconstructions from 0 to 1; use sigmoid, or the mse loss.");
        }

        if (AuxK is not null && EffectiveOutput == ReconstructionOutput.Sigmoid)
        {
            yield return ("auxK", "dead units can only learn what is left over where the output is linear; use resampling, or a linear output.");
        }

        if (Tied && Decoders > 1)
        {
            yield return ("tied", $"{Decoders} decoders with the encoder's weights would all be the same; use one decoder, or weights of their own.");
        }
    }

    internal ReconstructionOutput EffectiveOutput =>
        Output ?? (Loss == ReconstructionLoss.Bce ? ReconstructionOutput.Sigmoid : ReconstructionOutput.Linear);

    internal ReconstructionTerm Term => new(Loss, Reduction, EffectiveOutput);
}
