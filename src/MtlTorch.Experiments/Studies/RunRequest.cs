using MtlTorch.Experiments.Configs;

namespace MtlTorch.Experiments.Studies;

/// <summary>A run that somebody wants.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="Config">Its configuration; device and threads are settled.</param>
public sealed record RunRequest(string Name, ExperimentConfig Config);
