namespace MtlTorch.Modules;

/// <summary>A module that must know the training inputs before training, for example their mean. What it learns it keeps in buffers, so that it travels with the weights.</summary>
public interface IFitsInputs
{
    /// <summary>Looks at the inputs of the training rows [N, ...], on the module's device. Called once, before training.</summary>
    void Fit(torch.Tensor inputs);
}
