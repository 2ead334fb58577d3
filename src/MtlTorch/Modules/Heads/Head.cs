using static TorchSharp.torch;

namespace MtlTorch.Modules.Heads;

/// <summary>The part of a network that belongs to one task: features [B, F] to predictions [B, outputs].</summary>
/// <param name="name">Name of the class, for messages of TorchSharp.</param>
public abstract class Head(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>
    /// What the shared part is to see for this head, of the inputs [B, ...] of the model: the same object, for most. Anything else costs a pass of the shared
    /// part of its own.
    /// </summary>
    public virtual Tensor InputsOf(Tensor inputs) => inputs;

    /// <summary>What the shared part gave to predictions [B, ...]. Most heads read its features alone.</summary>
    public virtual Tensor Predict(Representation representation) => call(representation.Features);
}

/// <summary>How a head is to be made.</summary>
public abstract record HeadOptions
{
    /// <summary>Builds the head.</summary>
    /// <param name="features">Features of the input.</param>
    /// <param name="outputs">Numbers that the task wants per row: classes, or width of the target.</param>
    /// <param name="context">The run.</param>
    public abstract Head Build(long features, int outputs, ModuleContext context);
}
