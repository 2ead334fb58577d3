namespace MtlTorch.Metrics;

/// <summary>
/// A figure of merit as two pure functions: statistics of a batch that add up over batches, and the value of their sum. So
/// any way of cutting the rows into batches gives the same value.
/// </summary>
public interface IMetric
{
    /// <summary>Its name in results and configurations, for example "accuracy".</summary>
    string Name { get; }

    /// <summary>Whether more of it is better.</summary>
    bool HigherIsBetter { get; }

    /// <summary>The value of a perfect prediction: 1 for an accuracy, 0 for an error.</summary>
    double Best { get; }

    /// <summary>Statistics of some rows, Float64 [S], on the device of the predictions. Sums over disjoint rows are the statistics of all of them.</summary>
    /// <param name="prediction">Predictions of the task [B, outputs].</param>
    /// <param name="target">Targets of the task, with B rows.</param>
    torch.Tensor Update(torch.Tensor prediction, torch.Tensor target);

    /// <summary>The metric of all rows that went into <paramref name="statistics"/>; NaN where it is not defined.</summary>
    /// <param name="statistics">A sum of what <see cref="Update"/> gave, in the same order.</param>
    double Compute(ReadOnlySpan<double> statistics);
}
