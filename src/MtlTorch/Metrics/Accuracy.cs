namespace MtlTorch.Metrics;

/// <summary>Share of the rows whose largest logit is that of their class, from 0 to 1.</summary>
public sealed class Accuracy : IMetric
{
    /// <inheritdoc/>
    public string Name => "accuracy";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public double Best => 1;

    /// <summary>Number of correct rows, number of rows.</summary>
    /// <param name="prediction">Logits [B, K].</param>
    /// <param name="target">Classes, Int64 [B].</param>
    public torch.Tensor Update(torch.Tensor prediction, torch.Tensor target)
    {
        var correct = prediction.argmax(1).eq(target).sum(torch.float64);
        return torch.stack([correct, torch.full_like(correct, target.numel())]);
    }

    /// <inheritdoc/>
    public double Compute(ReadOnlySpan<double> statistics) => statistics[0] / statistics[1];
}
