namespace MtlTorch.Modules;

/// <summary>A module whose units can be drawn: each one as the input that it answers to.</summary>
public interface IShowsUnits
{
    /// <summary>
    /// By layer: the name of its weights within the module, and the directions of its units [units, ...], each of the shape of an input or of a piece of one.
    /// The caller disposes of them. Empty where units see no inputs.
    /// </summary>
    IReadOnlyList<(string Parameter, torch.Tensor Directions)> Units();
}
