namespace MtlTorch.Metrics;

/// <summary>Mean over the classes of the harmonic mean of precision and recall, from 0 to 1; see <see cref="ClassCounts.Macro"/>.</summary>
public sealed class MacroF1 : IMetric
{
    /// <inheritdoc/>
    public string Name => "f1";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public double Best => 1;

    /// <inheritdoc/>
    public torch.Tensor Update(torch.Tensor prediction, torch.Tensor target) => ClassCounts.Of(prediction, target);

    /// <inheritdoc/>
    public double Compute(ReadOnlySpan<double> statistics) => ClassCounts.Macro(statistics, (predicted, actual) => (predicted + actual) / 2);
}
