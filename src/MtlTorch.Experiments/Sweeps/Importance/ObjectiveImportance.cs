namespace MtlTorch.Experiments.Sweeps.Importance;

/// <summary>How much of an objective's variance over the search space each parameter explains.</summary>
/// <param name="Objective">Name of the objective.</param>
/// <param name="Trials">Completed trials that it was computed from.</param>
/// <param name="Parameters">The parameters, the most important first; empty where nothing can be said.</param>
/// <param name="Interactions">What no parameter explains alone.</param>
/// <param name="Explained">
/// Share of the objective's variance that the forest predicts of trials that it has not seen, at most 1: how far the shares can be trusted. NaN where nothing can be said.
/// </param>
/// <param name="Reason">Why nothing can be said; null otherwise.</param>
public sealed record ObjectiveImportance(
    string Objective, int Trials, IReadOnlyList<ParameterImportance> Parameters, ParameterImportance? Interactions, double Explained, string? Reason);

/// <summary>Importance of a parameter.</summary>
/// <param name="Key">Path of the key.</param>
/// <param name="Share">Share of the variance that it explains alone, from 0 to 1: mean over the trees of the forest.</param>
/// <param name="Deviation">Standard deviation of the share over the trees.</param>
public sealed record ParameterImportance(string Key, double Share, double Deviation);
