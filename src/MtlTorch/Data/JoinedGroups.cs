namespace MtlTorch.Data;

/// <summary>Groups by several columns at once.</summary>
internal static class JoinedGroups
{
    /// <summary>Groups that hold together: rows that share a group of any column, directly or by way of others.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">For each column the group of each row.</param>
    public static long[] Of(int rows, IReadOnlyList<long[]> columns)
    {
        var parent = Enumerable.Range(0, rows).ToArray();
        foreach (var column in columns)
        {
            var first = new Dictionary<long, int>();
            for (var row = 0; row < rows; row++)
            {
                if (!first.TryAdd(column[row], row))
                {
                    parent[Root(parent, row)] = Root(parent, first[column[row]]);
                }
            }
        }

        return [.. Enumerable.Range(0, rows).Select(row => (long)Root(parent, row))];
    }

    private static int Root(int[] parent, int row)
    {
        while (parent[row] != row)
        {
            row = parent[row] = parent[parent[row]];
        }

        return row;
    }
}
