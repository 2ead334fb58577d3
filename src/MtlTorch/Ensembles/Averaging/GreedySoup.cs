namespace MtlTorch.Ensembles.Averaging;

/// <summary>Chooses whose weights are averaged: from the best member down, each that does not make the average worse on the validation split.</summary>
[Paper("Wortsman et al. 2022, Model Soups: Averaging Weights of Multiple Fine-Tuned Models Improves Accuracy without Increasing Inference Time", "https://arxiv.org/abs/2203.05482", Place = "recipe 1")]
public static class GreedySoup
{
    /// <summary>Chooses.</summary>
    /// <param name="scores">Score of each member on the validation split, higher is better.</param>
    /// <param name="scoreOf">Score of the average of some members.</param>
    /// <returns>The members of the average, in the order in which they were added.</returns>
    public static IReadOnlyList<int> Choose(IReadOnlyList<double> scores, Func<IReadOnlyList<int>, double> scoreOf)
    {
        var order = scores.Index().OrderByDescending(s => s.Item).Select(s => s.Index).ToList();
        var (chosen, best) = (new List<int> { order[0] }, scores[order[0]]);
        foreach (var member in order.Skip(1))
        {
            List<int> with = [.. chosen, member];
            if (scoreOf(with) is var score && score >= best)
            {
                (chosen, best) = (with, score);
            }
        }

        return chosen;
    }
}
