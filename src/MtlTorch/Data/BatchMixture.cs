namespace MtlTorch.Data;

/// <summary>Inputs that are mixtures of two rows.</summary>
/// <param name="Share">Share of the batch's own rows in its inputs, from 0 to 1.</param>
/// <param name="Partner">The same inputs, with the targets of the rows that the rest comes from.</param>
public sealed record BatchMixture(double Share, Batch Partner);
