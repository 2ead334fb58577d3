namespace MtlTorch.Balancing;

/// <summary>A method that needs the gradients themselves to make one direction of them.</summary>
public interface IGradientAggregation : IBalancingMethod
{
    /// <summary>The direction of this step, in the place of the gradient.</summary>
    /// <param name="jacobian">Gradients of the tasks, a row each [T, D], on the model's device. Belongs to the caller, who no longer needs its content.</param>
    /// <param name="losses">Losses of the tasks [T], detached, on the same device.</param>
    /// <returns>A vector [D].</returns>
    torch.Tensor Aggregate(torch.Tensor jacobian, torch.Tensor losses);
}
