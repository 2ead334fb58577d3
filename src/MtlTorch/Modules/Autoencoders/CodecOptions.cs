namespace MtlTorch.Modules.Autoencoders;

/// <summary>How an autoencoder connects inputs and units.</summary>
public abstract record CodecOptions
{
    /// <summary>Checks the options against the inputs and lays out the weights.</summary>
    /// <param name="inputShape">Shape of one input, without the batch dimension.</param>
    /// <exception cref="InvalidOptionException">The options do not fit the shape.</exception>
    public abstract CodeLayout Build(IReadOnlyList<long> inputShape);
}
