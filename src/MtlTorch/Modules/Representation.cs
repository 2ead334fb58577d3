using MtlTorch.Modules.Autoencoders;

namespace MtlTorch.Modules;

/// <summary>What the shared part of a model makes of a batch for one task.</summary>
/// <param name="Features">What a head gets [B, F].</param>
/// <param name="Code">How the features came about, where they are a sparse code; else null.</param>
public sealed record Representation(torch.Tensor Features, SparseCode? Code = null);

/// <summary>A sparse code and what it was made of.</summary>
/// <param name="Source">What was encoded [B, ...]: the inputs of the model, or the features below the code.</param>
/// <param name="Encoded">Pre-activations and code [N, units]; N is B times the positions of a convolutional code.</param>
public sealed record SparseCode(torch.Tensor Source, Encoded Encoded);
