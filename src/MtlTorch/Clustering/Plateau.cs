namespace MtlTorch.Clustering;

/// <summary>Tells when a noisy figure no longer shrinks: its exponentially weighted mean has not for some time.</summary>
/// <param name="patience">Figures without a smaller mean that are borne; 0 for any number.</param>
/// <param name="weight">Weight of the newest figure; above 1 counts as 1.</param>
internal sealed class Plateau(int patience, double weight)
{
    private double mean = double.NaN;
    private double least = double.PositiveInfinity;
    private int without;

    public bool IsReached { get; private set; }

    /// <summary>Takes the next figure in.</summary>
    public bool IsReachedBy(double figure)
    {
        var share = Math.Min(1, weight);
        mean = double.IsNaN(mean) ? figure : (1 - share) * mean + share * figure;
        (without, least) = mean < least ? (0, mean) : (without + 1, least);
        return IsReached = patience > 0 && without >= patience;
    }
}
