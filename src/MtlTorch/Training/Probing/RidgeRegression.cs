using static TorchSharp.torch;

namespace MtlTorch.Training.Probing;

/// <summary>
/// Minimizes the mean over the rows of half the squared error, plus lambda / 2 times the squared weights, by its normal equations
/// (X'X / N + lambda I) W = X'Y / N. Holds F x F numbers in double precision.
/// </summary>
internal static class RidgeRegression
{
    /// <summary>Solves it.</summary>
    /// <param name="rows">The rows X; their mean is zero.</param>
    /// <param name="targets">Targets [N, K].</param>
    /// <param name="lambda">Weight decay.</param>
    /// <returns>Weights, Float64 [F, K], and biases, Float64 [K].</returns>
    public static (Tensor Weights, Tensor Biases) Solve(FeatureRows rows, Tensor targets, double lambda)
    {
        using var scope = NewDisposeScope();
        var biases = targets.to(float64).mean([0L]);
        var products = eye(rows.Width, dtype: float64, device: rows.Device).mul_(lambda);
        var moments = zeros([rows.Width, targets.size(1)], float64, rows.Device);
        rows.ForEach((block, start) =>
        {
            var share = block.t() / rows.Count;
            products.add_(share.mm(block));
            moments.add_(share.mm(targets.narrow(0, start, block.size(0)) - biases));
        });
        return (linalg.solve(products, moments).MoveToOuterDisposeScope(), biases.MoveToOuterDisposeScope());
    }
}
