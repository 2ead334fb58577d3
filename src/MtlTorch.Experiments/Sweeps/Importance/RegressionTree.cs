using MtlTorch.Experiments.Sweeps.Sampling;
namespace MtlTorch.Experiments.Sweeps.Importance;

/// <summary>A regression tree (Breiman et al. 1984): divides the space into rooms, and predicts the mean of each.</summary>
internal sealed class RegressionTree
{
    private const int MostDepth = 64;

    private readonly Node root;
    private readonly List<(Room Room, double Mean)> leaves = [];

    private RegressionTree(Node root) => this.root = root;

    /// <summary>The rooms that are divided no further, and what is predicted there. Together they are the whole space.</summary>
    public IReadOnlyList<(Room Room, double Mean)> Leaves => leaves;

    /// <summary>Grows a tree until each leaf has a single row, or rows that are all the same.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="rows">Which of them to learn from, with their weights.</param>
    /// <param name="draws">Decides between equally good dimensions.</param>
    public static RegressionTree Grow(ForestData data, IReadOnlyList<(int Row, double Weight)> rows, Draws draws)
    {
        var found = new List<(Room, double)>();
        var search = new SplitSearch(data);
        var order = Enumerable.Range(0, data.Dimensions).ToArray();
        var tree = new RegressionTree(Grow(Room.Whole(data.Categories), rows, depth: 0));
        tree.leaves.AddRange(found);
        return tree;

        Node Grow(Room room, IReadOnlyList<(int Row, double Weight)> inside, int depth)
        {
            draws.Shuffle(order);
            if (depth == MostDepth || search.Best(room, inside, order) is not { } split)
            {
                var mean = inside.Sum(r => r.Weight * data.Targets[r.Row]) / inside.Sum(r => r.Weight);
                found.Add((room, mean));
                return new Node(mean, null, null, null);
            }

            var (below, above) = room.Halves(split);
            return new Node(0, split, Grow(below, Side(inside, split.Below), depth + 1), Grow(above, Side(inside, row => 1 - split.Below(row)), depth + 1));
        }

        List<(int Row, double Weight)> Side(IReadOnlyList<(int Row, double Weight)> inside, Func<double[], double> part) =>
            [.. inside.Select(r => (r.Row, Weight: r.Weight * part(data.Rows[r.Row]))).Where(r => r.Weight > 0)];
    }

    /// <summary>What is predicted for a row; the mean over a dimension that is not set.</summary>
    public double Predict(double[] row) => Predict(root, row);

    private static double Predict(Node node, double[] row)
    {
        if (node.Split is not { } split)
        {
            return node.Mean;
        }

        var below = split.Below(row);
        return (below > 0 ? below * Predict(node.Below!, row) : 0) + (below < 1 ? (1 - below) * Predict(node.Above!, row) : 0);
    }

    private sealed record Node(double Mean, Split? Split, Node? Below, Node? Above);
}
