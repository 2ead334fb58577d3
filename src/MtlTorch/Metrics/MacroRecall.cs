namespace MtlTorch.Metrics;

/// <summary>Mean over the classes of the share of rows of a class that are predicted as it, from 0 to 1; see <see cref="ClassCounts.Macro"/>.</summary>
public sealed class MacroRecall : IMetric
{
    /// <inheritdoc/>
    public string Name => "recall";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public double Best => 1;

    /// <inheritdoc/>
    public torch.Tensor Update(torch.Tensor prediction, torch.Tensor target) => ClassCounts.Of(prediction, target);

    /// <inheritdoc/>
    public double Compute(ReadOnlySpan<double> statistics) => ClassCounts.Macro(statistics, (_, actual) => actual);
}
