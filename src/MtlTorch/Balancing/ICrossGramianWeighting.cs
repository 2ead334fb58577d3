namespace MtlTorch.Balancing;

/// <summary>
/// A stochastic method that chooses its weights by the gradients of two independent batches, and applies them to a third:
/// products of gradients of one and the same batch would be biased. A task that is silent in one of the three is silent in the step.
/// </summary>
public interface ICrossGramianWeighting : IBalancingMethod
{
    /// <summary>The weights of this step.</summary>
    /// <param name="products">Element [i, j]: inner product of task i's gradient on the first batch with task j's on the second [T, T].</param>
    /// <returns>Weights [T].</returns>
    double[] Weights(double[,] products);
}
