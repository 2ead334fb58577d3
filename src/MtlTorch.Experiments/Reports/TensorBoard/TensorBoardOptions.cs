using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Experiments.Reports.TensorBoard;

/// <summary>What a run writes for TensorBoard. Losses, metrics, weights and measured gradients are always there.</summary>
public sealed record TensorBoardOptions
{
    /// <summary>Write an events file into the run's folder.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// Histograms of all parameters and of the last step's gradients, and a picture of the first convolution's filters, after every
    /// so many epochs: about 20 milliseconds per million parameters. Never if null.
    /// </summary>
    [Range(1, 1_000_000)]
    public int? HistogramsEvery { get; init; } = 1;
}
