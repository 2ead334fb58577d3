using MtlTorch.Modules.Autoencoders;

namespace MtlTorch.Modules;

/// <summary>What the shared part of a model makes of a batch for one task.</summary>
/// <param name="Features">What a head gets [B, F].</param>
/// <param name="Code">How the features came about, where they are a sparse code; else null.</param>
public sealed record Representation(torch.Tensor Features, SparseCode? Code = null)
{
    /// <summary>What was made of consecutive rows as one, without gradients.</summary>
    /// <param name="parts">The parts, in the order of their rows.</param>
    public static Representation Join(IReadOnlyList<Representation> parts) => new(
        Rows(parts.Select(p => p.Features)),
        parts[0].Code is null ? null : new SparseCode(Rows(parts.Select(p => p.Code!.Source)), new Encoded(Rows(parts.Select(p => p.Code!.Encoded.Pre)), Rows(parts.Select(p => p.Code!.Encoded.Code)))));

    private static torch.Tensor Rows(IEnumerable<torch.Tensor> parts)
    {
        torch.Tensor[] each = [.. parts];
        return torch.cat([.. each.Select(part => part.detach().to(each[0].device))]);
    }
}

/// <summary>A sparse code and what it was made of.</summary>
/// <param name="Source">What was encoded [B, ...]: the inputs of the model, or the features below the code.</param>
/// <param name="Encoded">Pre-activations and code [N, units]; N is B times the positions of a convolutional code.</param>
public sealed record SparseCode(torch.Tensor Source, Encoded Encoded);
