using TorchSharp.Modules;

namespace MtlTorch.Modules;

/// <summary>
/// A forward pass of a shared part that knows by itself how gradients go back. Where the gradients of T tasks are wanted apart, autograd takes them back one after the
/// other; a trace takes them back together, in products T times as large.
/// </summary>
/// <param name="features">What came out [B, F], without a graph.</param>
public abstract class SharedTrace(torch.Tensor features)
{
    /// <summary>What came out [B, F], without a graph.</summary>
    public torch.Tensor Features { get; } = features;

    /// <summary>Gives each parameter that learns the gradients of all tasks [T, elements], in no order that matters.</summary>
    /// <param name="gradients">The tasks' gradients of the features [B, T, F].</param>
    /// <param name="take">Takes a parameter and its gradients, which live until the next call.</param>
    public abstract void Backward(torch.Tensor gradients, Action<Parameter, torch.Tensor> take);
}
