namespace MtlTorch.Tensors.Dense;

/// <summary>
/// The Hungarian algorithm: pairs rows with columns, each at most once and as many as there can be, so that the pairs' costs have the
/// smallest sum. Rows join one after the other by shortest augmenting paths (Jonker and Volgenant 1987): O(r^2 c) for r rows and c >= r columns.
/// </summary>
internal sealed class OptimalAssignment
{
    private const int Nobody = -1;

    private readonly double[,] costs;
    private readonly int rows;
    private readonly int columns;

    // Potentials: costs[i, j] - rowPotential[i] - columnPotential[j] is never negative, and zero for the pairs.
    private readonly double[] rowPotential;
    private readonly double[] columnPotential;
    private readonly int[] rowOf;

    private OptimalAssignment(double[,] costs)
    {
        this.costs = costs;
        (rows, columns) = (costs.GetLength(0), costs.GetLength(1));
        (rowPotential, columnPotential) = (new double[rows], new double[columns]);
        rowOf = [.. Enumerable.Repeat(Nobody, columns)];
        for (var row = 0; row < rows; row++)
        {
            Join(row);
        }
    }

    /// <summary>The column of each row; -1 for the rows that get none, where there are more rows than columns.</summary>
    /// <param name="costs">Cost of each pair [rows, columns]: finite numbers.</param>
    /// <exception cref="ArgumentException">A cost is infinite or not a number.</exception>
    public static int[] Minimize(double[,] costs)
    {
        Check(costs);
        var (rows, columns) = (costs.GetLength(0), costs.GetLength(1));
        if (rows <= columns)
        {
            return Inverse(new OptimalAssignment(costs).rowOf, rows);
        }

        var turned = new double[columns, rows];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                turned[j, i] = costs[i, j];
            }
        }

        return new OptimalAssignment(turned).rowOf;
    }

    /// <summary>As <see cref="Minimize"/>, for the largest sum of gains.</summary>
    public static int[] Maximize(double[,] gains)
    {
        var costs = (double[,])gains.Clone();
        for (var i = 0; i < costs.GetLength(0); i++)
        {
            for (var j = 0; j < costs.GetLength(1); j++)
            {
                costs[i, j] = -costs[i, j];
            }
        }

        return Minimize(costs);
    }

    /// <summary>Pairs one more row: searches, as Dijkstra does, the cheapest chain of re-pairings that ends in a free column.</summary>
    private void Join(int newcomer)
    {
        var distance = Enumerable.Repeat(double.PositiveInfinity, columns).ToArray();
        var previous = Enumerable.Repeat(Nobody, columns).ToArray();
        var isSettled = new bool[columns];
        var settled = new List<int>();
        var (nearest, reached) = (Nobody, 0.0);
        while (nearest == Nobody || rowOf[nearest] != Nobody)
        {
            if (nearest != Nobody)
            {
                isSettled[nearest] = true;
                settled.Add(nearest);
            }

            Look(nearest == Nobody ? newcomer : rowOf[nearest], nearest, reached, distance, previous, isSettled);
            nearest = Nearest(distance, isSettled);
            reached = distance[nearest];
        }

        Shift(newcomer, settled, distance, reached);
        RePair(newcomer, previous, nearest);
    }

    /// <summary>Notes the columns that are nearer by way of a row, which was reached through column <paramref name="from"/>.</summary>
    private void Look(int row, int from, double reached, double[] distance, int[] previous, bool[] isSettled)
    {
        for (var j = 0; j < columns; j++)
        {
            var there = reached + costs[row, j] - rowPotential[row] - columnPotential[j];
            if (!isSettled[j] && there < distance[j])
            {
                (distance[j], previous[j]) = (there, from);
            }
        }
    }

    private static int Nearest(double[] distance, bool[] isSettled)
    {
        var nearest = Nobody;
        for (var j = 0; j < distance.Length; j++)
        {
            if (!isSettled[j] && (nearest == Nobody || distance[j] < distance[nearest]))
            {
                nearest = j;
            }
        }

        return nearest;
    }

    /// <summary>Keeps the reduced costs of what the search went through at zero or above.</summary>
    private void Shift(int newcomer, List<int> settled, double[] distance, double reached)
    {
        rowPotential[newcomer] += reached;
        foreach (var column in settled)
        {
            rowPotential[rowOf[column]] += reached - distance[column];
            columnPotential[column] -= reached - distance[column];
        }
    }

    private void RePair(int newcomer, int[] previous, int end)
    {
        var column = end;
        while (previous[column] != Nobody)
        {
            rowOf[column] = rowOf[previous[column]];
            column = previous[column];
        }

        rowOf[column] = newcomer;
    }

    private static int[] Inverse(int[] rowOf, int rows)
    {
        var columnOf = new int[rows];
        for (var j = 0; j < rowOf.Length; j++)
        {
            if (rowOf[j] != Nobody)
            {
                columnOf[rowOf[j]] = j;
            }
        }

        return columnOf;
    }

    private static void Check(double[,] costs)
    {
        for (var i = 0; i < costs.GetLength(0); i++)
        {
            for (var j = 0; j < costs.GetLength(1); j++)
            {
                if (!double.IsFinite(costs[i, j]))
                {
                    throw new ArgumentException($"The cost [{i}, {j}] is {costs[i, j]}; costs must be finite numbers.", nameof(costs));
                }
            }
        }
    }
}
