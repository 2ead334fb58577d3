namespace MtlTorch.Balancing;

/// <summary>A method that needs the gradients themselves to make one direction of them.</summary>
public interface IGradientAggregation : IBalancingMethod
{
    /// <summary>
    /// Copies of the Jacobian that the method keeps or makes, for estimates of memory; what is made lives until
    /// <see cref="Aggregate"/> returns.
    /// </summary>
    int Copies => 7;

    /// <summary>The direction of this step, in the place of the gradient.</summary>
    /// <param name="jacobian">Gradients of the tasks, a row each [T, D], on the model's device. The method must not change it.</param>
    /// <param name="losses">Losses of the tasks [T], detached, on the same device.</param>
    Aggregate Aggregate(torch.Tensor jacobian, torch.Tensor losses);
}

/// <summary>What a method makes of the tasks' gradients.</summary>
/// <param name="Direction">A vector [D].</param>
/// <param name="Weights">The weights [T] of which it is the weighted sum; null if it is no weighted sum.</param>
public sealed record Aggregate(torch.Tensor Direction, torch.Tensor? Weights = null);
