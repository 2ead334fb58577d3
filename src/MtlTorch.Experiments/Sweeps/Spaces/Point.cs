namespace MtlTorch.Experiments.Sweeps.Spaces;

/// <summary>One point of a search space: a number for each dimension, NaN where the dimension's condition does not hold. Points with equal numbers are equal.</summary>
/// <param name="values">The number of each dimension, in the order of the space; see <see cref="Dimension"/> for what it means.</param>
public sealed class Point(IReadOnlyList<double> values) : IEquatable<Point>
{
    /// <summary>Number of dimensions, those that do not apply included.</summary>
    public int Count => values.Count;

    /// <summary>The number of a dimension; NaN where it does not apply.</summary>
    public double this[int dimension] => values[dimension];

    /// <summary>Whether a dimension applies.</summary>
    public bool Has(int dimension) => !double.IsNaN(values[dimension]);

    /// <inheritdoc/>
    public bool Equals(Point? other)
    {
        if (other is null || other.Count != Count)
        {
            return false;
        }

        for (var i = 0; i < Count; i++)
        {
            if (!this[i].Equals(other[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Point);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        for (var i = 0; i < Count; i++)
        {
            hash.Add(this[i]);
        }

        return hash.ToHashCode();
    }
}
