using MtlTorch.Experiments.Sweeps.Sampling;
namespace MtlTorch.Experiments.Sweeps.Importance;

/// <summary>A random forest (Breiman 2001): trees, each of a sample of the rows drawn with replacement.</summary>
internal sealed class RandomForest
{
    private RandomForest(IReadOnlyList<RegressionTree> trees, double explained)
    {
        Trees = trees;
        Explained = explained;
    }

    /// <summary>The trees.</summary>
    public IReadOnlyList<RegressionTree> Trees { get; }

    /// <summary>
    /// Share of the variance of the targets that the forest predicts of rows that it has not seen: each row is predicted by the trees that were grown without
    /// it. 1 at best, 0 and below where the mean is as good; NaN where the targets are all the same.
    /// </summary>
    public double Explained { get; }

    /// <summary>Grows a forest.</summary>
    /// <param name="data">What to learn from.</param>
    /// <param name="trees">How many trees.</param>
    /// <param name="seed">Seed of all its draws: equal seeds give equal forests.</param>
    public static RandomForest Grow(ForestData data, int trees, long seed)
    {
        var count = data.Rows.Count;
        var (grown, predicted, votes) = (new List<RegressionTree>(), new double[count], new int[count]);
        var draws = new Draws(seed, "importance");
        for (var t = 0; t < trees; t++)
        {
            var times = new int[count];
            for (var i = 0; i < count; i++)
            {
                times[draws.Index(count)]++;
            }

            var tree = RegressionTree.Grow(data, [.. times.Index().Where(r => r.Item > 0).Select(r => (r.Index, (double)r.Item))], draws);
            grown.Add(tree);
            foreach (var i in Enumerable.Range(0, count).Where(i => times[i] == 0))
            {
                predicted[i] += tree.Predict(data.Rows[i]);
                votes[i]++;
            }
        }

        return new RandomForest(grown, ShareExplained(data.Targets, predicted, votes));
    }

    private static double ShareExplained(IReadOnlyList<double> targets, double[] predicted, int[] votes)
    {
        var judged = Enumerable.Range(0, votes.Length).Where(i => votes[i] > 0).ToList();
        if (judged.Count == 0)
        {
            return double.NaN;
        }

        var mean = judged.Average(i => targets[i]);
        var whole = judged.Sum(i => Math.Pow(targets[i] - mean, 2));
        return whole == 0 ? double.NaN : 1 - judged.Sum(i => Math.Pow(targets[i] - predicted[i] / votes[i], 2)) / whole;
    }
}
