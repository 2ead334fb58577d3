using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling;

/// <summary>The points of a space on a grid, numbered: the last dimension changes fastest, and those that do not apply are not gone through.</summary>
/// <param name="space">What is varied.</param>
/// <param name="pointsPerNumber">Values of a dimension that has more than can be counted, both ends included, evenly on its scale; 1 is its middle.</param>
internal sealed class PointGrid(SearchSpace space, int pointsPerNumber = 1)
{
    private readonly IReadOnlyList<double>[] values = [.. space.Dimensions.Select(d => ValuesOf(d, pointsPerNumber))];
    private readonly bool[] decides = [.. space.Dimensions.Select((_, i) => space.Dimensions.Any(d => d.When.Any(c => c.Parent == i)))];

    /// <summary>Number of points.</summary>
    /// <exception cref="OverflowException">They cannot be counted.</exception>
    public long Count() => CountFrom(0, new double[space.Count]);

    /// <summary>The point with an index.</summary>
    /// <param name="index">From 0 to below <see cref="Count"/>.</param>
    public Point At(long index)
    {
        var point = new double[space.Count];
        for (var i = 0; i < space.Count; i++)
        {
            if (!space.Applies(i, point))
            {
                point[i] = double.NaN;
                continue;
            }

            index = decides[i] ? EnterBranch(i, point, index) : EnterEqual(i, point, index);
        }

        return new Point(point);
    }

    /// <summary>All points in their order, made one by one.</summary>
    public IEnumerable<Point> Walk() => WalkFrom(0, new double[space.Count]);

    /// <summary>Chooses the value of a dimension below which the index lies, where all have as many points below; returns the index below it.</summary>
    private long EnterEqual(int dimension, double[] point, long index)
    {
        point[dimension] = values[dimension][0];
        var below = CountFrom(dimension + 1, point);
        point[dimension] = values[dimension][(int)(index / below)];
        return index % below;
    }

    /// <summary>The same where each value has points of its own below.</summary>
    private long EnterBranch(int dimension, double[] point, long index)
    {
        foreach (var value in values[dimension])
        {
            point[dimension] = value;
            var below = CountFrom(dimension + 1, point);
            if (index < below)
            {
                break;
            }

            index -= below;
        }

        return index;
    }

    private IEnumerable<Point> WalkFrom(int dimension, double[] point)
    {
        if (dimension == space.Count)
        {
            yield return new Point((double[])point.Clone());
            yield break;
        }

        foreach (var value in space.Applies(dimension, point) ? values[dimension] : [double.NaN])
        {
            point[dimension] = value;
            foreach (var found in WalkFrom(dimension + 1, point))
            {
                yield return found;
            }
        }
    }

    /// <summary>Points from a dimension on, given the values before it; only choices that something depends on are gone through.</summary>
    private long CountFrom(int dimension, double[] point)
    {
        if (dimension == space.Count)
        {
            return 1;
        }

        if (!space.Applies(dimension, point))
        {
            point[dimension] = double.NaN;
            return CountFrom(dimension + 1, point);
        }

        if (!decides[dimension])
        {
            point[dimension] = values[dimension][0];
            return checked(values[dimension].Count * CountFrom(dimension + 1, point));
        }

        var sum = 0L;
        foreach (var value in values[dimension])
        {
            point[dimension] = value;
            sum = checked(sum + CountFrom(dimension + 1, point));
        }

        return sum;
    }

    private static IReadOnlyList<double> ValuesOf(Dimension dimension, int points)
    {
        if (dimension.Cardinality is { } count)
        {
            return new Counted(count, i => dimension is NumberDimension { Step: { } step } stepped ? stepped.AtStep(i, step) : dimension.At((i + 0.5) / count));
        }

        return points == 1 ? [dimension.At(0.5)] : [.. Enumerable.Range(0, points).Select(i => dimension.At((double)i / (points - 1))).Distinct()];
    }

    /// <summary>A list that is computed where it is read: a range of whole numbers may be long.</summary>
    private sealed class Counted(int count, Func<int, double> at) : IReadOnlyList<double>
    {
        public int Count => count;

        public double this[int index] => at(index);

        public IEnumerator<double> GetEnumerator() => Enumerable.Range(0, count).Select(at).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
