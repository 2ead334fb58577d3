namespace MtlTorch.Balancing.Weighting;

/// <summary>A method that turns the tasks' losses into the weights with which they are summed; one backward pass per step.</summary>
public interface ILossWeighting
{
    /// <summary>The weights of this step.</summary>
    /// <param name="losses">Losses of the tasks [T], detached.</param>
    /// <returns>Weights [T].</returns>
    torch.Tensor Weights(torch.Tensor losses);
}

/// <summary>How the tasks are balanced.</summary>
public abstract record BalancingOptions
{
    /// <summary>Makes the method for a number of tasks.</summary>
    public abstract ILossWeighting Build(int tasks);
}
