using MtlTorch.Modules.Autoencoders.Sparsity;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>An encoder, a kind of sparsity, a decoder, and what keeps them healthy in training.</summary>
public sealed record SparseAutoencoderOptions : DecodingOptions
{
    /// <summary>How units and inputs are connected.</summary>
    public CodecOptions Codec { get; init; } = new DenseCodecOptions();

    /// <summary>What makes the code sparse.</summary>
    public SparsityOptions Sparsity { get; init; } = new TopKOptions();

    /// <summary>Subtract the decoder's bias from the inputs of the encoder; if null, where the output is linear.</summary>
    public bool? Center { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<(string Option, string Problem)> Problems()
    {
        foreach (var problem in base.Problems())
        {
            yield return problem;
        }

        if (Center == true && EffectiveOutput == ReconstructionOutput.Sigmoid)
        {
            yield return ("center", "before a sigmoid the decoder's bias is a logit, which cannot be subtracted from inputs; leave it out, or use a linear output.");
        }
    }

    internal bool EffectiveCenter => Center ?? EffectiveOutput == ReconstructionOutput.Linear;

    /// <summary>Builds the autoencoder on the CPU; move it afterwards.</summary>
    /// <param name="inputShape">Shape of one input, without the batch dimension.</param>
    /// <param name="context">The run.</param>
    /// <exception cref="InvalidOptionException">The options contradict each other or do not fit the shape.</exception>
    public SparseAutoencoder Build(IReadOnlyList<long> inputShape, ModuleContext context)
    {
        var problems = Problems().Concat((Sparsity as ISelfChecking)?.Problems().Select(p => ($"sparsity.{p.Option}", p.Problem)) ?? []);
        foreach (var (option, problem) in problems)
        {
            throw new InvalidOptionException(option, problem);
        }

        return new SparseAutoencoder(this, Codec.Build(inputShape), context);
    }
}
