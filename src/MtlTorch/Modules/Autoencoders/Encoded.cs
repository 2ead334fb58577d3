using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>What an encoder and its sparsity make of a batch.</summary>
/// <param name="Pre">Pre-activations [N, units].</param>
/// <param name="Code">The sparse code [N, units].</param>
public sealed record Encoded(Tensor Pre, Tensor Code) : IDisposable
{
    /// <summary>Disposes of both.</summary>
    public void Dispose()
    {
        Pre.Dispose();
        Code.Dispose();
    }

    internal Encoded MoveToOuterDisposeScope() => new(Pre.MoveToOuterDisposeScope(), Code.MoveToOuterDisposeScope());
}

/// <summary>The loss of an autoencoder and its parts, all scalars.</summary>
/// <param name="Reconstruction">The reconstruction loss, without its weight.</param>
/// <param name="Sparsity">The penalty, without its weight; 0 for kinds that have none.</param>
/// <param name="Auxiliary">What the kind of sparsity and dead units need beside: the gates' reconstruction, nested reconstructions, AuxK; with its weights.</param>
/// <param name="Total">Weighted reconstruction, weighted and warmed-up penalty, and auxiliary losses.</param>
public sealed record AutoencoderLoss(Tensor Reconstruction, Tensor Sparsity, Tensor Auxiliary, Tensor Total) : IDisposable
{
    /// <summary>Disposes of all four.</summary>
    public void Dispose()
    {
        foreach (var part in new[] { Reconstruction, Sparsity, Auxiliary, Total })
        {
            part.Dispose();
        }
    }

    internal AutoencoderLoss MoveToOuterDisposeScope()
    {
        foreach (var part in new[] { Reconstruction, Sparsity, Auxiliary, Total })
        {
            part.MoveToOuterDisposeScope();
        }

        return this;
    }
}
