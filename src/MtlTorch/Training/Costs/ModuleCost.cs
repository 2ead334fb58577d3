namespace MtlTorch.Training.Costs;

/// <summary>What one module of a model costs.</summary>
/// <param name="Name">Its place in the model, as checkpoints name its parameters.</param>
/// <param name="Kind">What it is: "Conv2d", "Linear".</param>
/// <param name="Output">Shape of its output for one row; null where the forward pass does not show it.</param>
/// <param name="Parameters">Its own trainable parameters, those of the modules within it not counted.</param>
/// <param name="MultiplyAdds">
/// Products that are added up for one row in one forward pass, for linear layers, convolutions and modules that count theirs
/// (<see cref="MtlTorch.Modules.ICountsMultiplyAdds"/>); 0 for normalization; null for other modules with parameters of their own, whose arithmetic nobody knows
/// from outside.
/// </param>
public sealed record ModuleCost(string Name, string Kind, IReadOnlyList<long>? Output, long Parameters, long? MultiplyAdds);
