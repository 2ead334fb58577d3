namespace MtlTorch.Balancing;

/// <summary>A method that wants to know what its step has done: it costs one more forward pass per step.</summary>
public interface IRevisitsLosses
{
    /// <summary>Is called after the step.</summary>
    /// <param name="losses">Losses of the tasks [T] on the same batch with the new parameters, detached.</param>
    void Revisit(torch.Tensor losses);
}
