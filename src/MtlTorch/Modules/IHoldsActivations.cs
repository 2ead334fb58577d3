namespace MtlTorch.Modules;

/// <summary>A module that holds more in a training step than what goes in and comes out.</summary>
public interface IHoldsActivations
{
    /// <summary>Tensors of the size of its output that a step holds beside one: masks, what a loss makes of the output, gradients on their way back.</summary>
    int HeldCopies { get; }
}
