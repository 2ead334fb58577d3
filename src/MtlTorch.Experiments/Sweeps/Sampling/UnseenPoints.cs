using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling;

/// <summary>Finds points that are not among others: a second training of the same configuration would tell nothing.</summary>
internal static class UnseenPoints
{
    private const int MostRepeats = 10_000;

    /// <summary>The first of some drawn points that is new; where they repeat themselves too often, the first new one of a grid; null if there is none.</summary>
    /// <param name="space">What is varied.</param>
    /// <param name="isSeen">Whether a point was there before.</param>
    /// <param name="draw">Draws a point.</param>
    public static Point? Find(SearchSpace space, Func<Point, bool> isSeen, Func<Point> draw)
    {
        for (var i = 0; i < MostRepeats; i++)
        {
            if (draw() is var point && !isSeen(point))
            {
                return point;
            }
        }

        return new PointGrid(space).Walk().FirstOrDefault(p => !isSeen(p));
    }
}
