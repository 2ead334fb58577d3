using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling;

/// <summary>
/// A sequence of points without those that were there before, where the space has only so many: a second training of the same configuration would tell nothing.
/// Remembers what it has gone through, which changes its speed alone.
/// </summary>
/// <param name="space">What is varied.</param>
/// <param name="candidate">The point of the sequence at an index, from 0; any may come again.</param>
internal sealed class DistinctPoints(SearchSpace space, Func<long, Point> candidate)
{
    private readonly long? cardinality = space.Cardinality();
    private readonly HashSet<Point> seen = [];
    private readonly List<Point> found = [];
    private long next;

    /// <summary>The point with a number, from 1; null where there are not so many.</summary>
    public Point? At(int number)
    {
        if (cardinality is not { } limit)
        {
            return candidate(number - 1);
        }

        while (found.Count < number && found.Count < limit)
        {
            var point = UnseenPoints.Find(space, seen.Contains, () => candidate(next++))!;
            seen.Add(point);
            found.Add(point);
        }

        return number <= found.Count ? found[number - 1] : null;
    }
}
