using static TorchSharp.torch;

namespace MtlTorch.Training.Probing;

/// <summary>
/// What softmax regression minimizes, and its gradient in closed form: the mean over the rows of -log p(class), plus lambda / 2 times the squared
/// weights. The biases are free. Parameters are one vector, Float64 [F K + K]: weights [F, K], then biases [K].
/// </summary>
/// <param name="rows">The rows.</param>
/// <param name="classes">Class of each row, Int64 [N], from 0 to K - 1.</param>
/// <param name="count">Number of classes K.</param>
/// <param name="lambda">Weight decay.</param>
internal sealed class SoftmaxRegression(FeatureRows rows, Tensor classes, long count, double lambda)
{
    /// <summary>Number of parameters.</summary>
    public long Size => (rows.Width + 1) * count;

    /// <summary>Weights [F, K] and biases [K], views of the parameters.</summary>
    public (Tensor Weights, Tensor Biases) Split(Tensor parameters)
    {
        var weights = rows.Width * count;
        return (parameters.narrow(0, 0, weights).view(rows.Width, count), parameters.narrow(0, weights, count));
    }

    /// <summary>The value at a point, and its gradient there.</summary>
    public (double Value, Tensor Gradient) At(Tensor parameters)
    {
        using var scope = NewDisposeScope();
        var gradient = zeros_like(parameters);
        var loss = zeros([], float64, rows.Device);
        var (weights, biases) = Split(parameters);
        var (toWeights, toBiases) = Split(gradient);
        rows.ForEach((block, start) =>
        {
            var targets = classes.narrow(0, start, block.size(0)).unsqueeze(1);
            var logarithms = (block.mm(weights) + biases).log_softmax(1);
            loss.sub_(logarithms.gather(1, targets).sum());

            // By the scores the loss has the gradient p - 1 at the class of the row and p elsewhere.
            var residuals = logarithms.exp_().scatter_add_(1, targets, full_like(targets, -1, float64));
            toWeights.add_(block.t().mm(residuals));
            toBiases.add_(residuals.sum(dim: 0));
        });
        gradient.div_(rows.Count);
        toWeights.add_(weights, lambda);
        var value = loss.item<double>() / rows.Count + lambda / 2 * weights.square().sum().item<double>();
        return (value, gradient.MoveToOuterDisposeScope());
    }
}
