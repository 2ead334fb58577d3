namespace MtlTorch.Ensembles.Diversity;

/// <summary>How differently two classifiers err. Rows are counted by whether the first and the second are right: N11 both, N10 the first alone, N01 the second alone, N00 none.</summary>
/// <param name="Disagreement">(N10 + N01) / N: one is right, and the other is not.</param>
/// <param name="Q">Yule's Q, (N11 N00 - N01 N10) / (N11 N00 + N01 N10): 0 for independent errors, 1 for the same, below 0 where one is right where the other errs. NaN if both products are 0.</param>
/// <param name="Correlation">Of being right, (N11 N00 - N01 N10) / sqrt((N11 + N10)(N01 + N00)(N11 + N01)(N10 + N00)). NaN if one is always or never right.</param>
/// <param name="DoubleFault">N00 / N: both are wrong.</param>
[Paper("Kuncheva and Whitaker 2003, Measures of Diversity in Classifier Ensembles and Their Relationship with the Ensemble Accuracy", "https://doi.org/10.1023/A:1022859003006", Place = "section 3.1")]
public sealed record PairDiversity(double Disagreement, double Q, double Correlation, double DoubleFault)
{
    /// <summary>Of the four counts.</summary>
    public static PairDiversity Of(double both, double first, double second, double none)
    {
        var (rows, alike, unlike) = (both + first + second + none, both * none, first * second);
        return new PairDiversity(
            (first + second) / rows,
            alike + unlike == 0 ? double.NaN : (alike - unlike) / (alike + unlike),
            (both + first) * (second + none) * (both + second) * (first + none) is > 0 and var product ? (alike - unlike) / Math.Sqrt(product) : double.NaN,
            none / rows);
    }
}
