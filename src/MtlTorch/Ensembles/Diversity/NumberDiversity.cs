using MtlTorch.Ensembles.Combining;
using static TorchSharp.torch;

namespace MtlTorch.Ensembles.Diversity;

/// <summary>How differently the members of a regression err, in the target's unit squared: ensemble error = mean error - ambiguity.</summary>
/// <param name="Correlations">Pearson's correlation of the errors of members i and j, i before j, at [i][j - i - 1]; NaN if one's error never varies.</param>
/// <param name="MeanError">Weighted mean over the members of their mean squared errors.</param>
/// <param name="Ambiguity">Weighted mean over the members of the mean squared distance from the ensemble's prediction.</param>
[Paper("Krogh and Vedelsby 1995, Neural Network Ensembles, Cross Validation, and Active Learning", "https://proceedings.neurips.cc/paper/1994/hash/b8c37e33defde51cf91e1e03e51657da-Abstract.html", Place = "eq. (6)")]
public sealed record NumberDiversity(IReadOnlyList<IReadOnlyList<double>> Correlations, double MeanError, double Ambiguity)
{
    /// <summary>Mean squared error of the ensemble, which is the weighted mean of its members.</summary>
    public double EnsembleError => MeanError - Ambiguity;

    /// <summary>Mean over the pairs whose correlation is defined; NaN if there is none.</summary>
    public double MeanCorrelation => Correlations.SelectMany(c => c).Where(c => !double.IsNaN(c)).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Measures it on rows with targets.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="weights">Weights of the ensemble's mean, which sum to 1; equal ones if null.</param>
    public static NumberDiversity Of(TaskOutputs rows, IReadOnlyList<double>? weights = null)
    {
        using var scope = NewDisposeScope();
        var errors = rows.Errors();
        var shares = tensor((weights ?? LinearPool.Uniform(rows.Count).Weights).ToArray(), float64, errors.device).unsqueeze(1);
        var mean = (shares * errors).sum(dim: 0, keepdim: true);
        var centered = errors - errors.mean([1L], keepdim: true);
        var products = centered.mm(centered.t()).cpu().data<double>().ToArray();
        double Product(int i, int j) => products[i * rows.Count + j];
        return new NumberDiversity(
            [.. Enumerable.Range(0, rows.Count).Select(i => (IReadOnlyList<double>)[.. Enumerable.Range(i + 1, rows.Count - i - 1).Select(j => Product(i, j) / Math.Sqrt(Product(i, i) * Product(j, j)))])],
            (shares * errors.square()).sum().item<double>() / errors.size(1),
            (shares * (errors - mean).square()).sum().item<double>() / errors.size(1));
    }
}
