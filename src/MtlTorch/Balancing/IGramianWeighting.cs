namespace MtlTorch.Balancing;

/// <summary>
/// A method that turns the inner products of the tasks' gradients into the weights with which the gradients are summed. It
/// sees neither model nor gradients, only T x T numbers.
/// </summary>
public interface IGramianWeighting : IBalancingMethod
{
    /// <summary>The weights of this step. A method that learns takes its own step here, too.</summary>
    /// <param name="gramian">Inner products of the tasks' gradients.</param>
    /// <param name="losses">Losses of the tasks [T].</param>
    /// <returns>Weights [T].</returns>
    double[] Weights(Gramian gramian, IReadOnlyList<double> losses);
}
