namespace MtlTorch.Balancing;

/// <summary>A method that turns the tasks' losses into the weights with which they are summed; one backward pass per step.</summary>
public interface ILossWeighting : IBalancingMethod
{
    /// <summary>The weights of this step. A method that learns takes its own step here, too.</summary>
    /// <param name="losses">Losses of the tasks [T], detached.</param>
    /// <returns>Weights [T], detached, on the losses' device.</returns>
    torch.Tensor Weights(torch.Tensor losses);
}
