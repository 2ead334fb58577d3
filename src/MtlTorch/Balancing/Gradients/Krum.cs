using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// The mean of the gradients that lie closest to their neighbours: made for distributed training, where some gradients can be
/// arbitrarily wrong. Closeness is the sum of the distances to the T - byzantine - 2 nearest other gradients; distances are
/// not squared (TorchJD's reading; the paper squares them). Of equally close gradients the first counts. While tasks are silent, fewer gradients may be wrong
/// and are averaged, as many as the present tasks T allow; of fewer than 3 nothing can be told, and all are averaged.
/// </summary>
[Paper("Blanchard et al. 2017, Machine Learning with Adversaries: Byzantine Tolerant Gradient Descent", "https://papers.nips.cc/paper/2017/hash/f4b9ec30ad9f68f89b29639786cb62ef-Abstract.html", Place = "section 4")]
public sealed record KrumOptions : GradientBalancingOptions
{
    /// <summary>Number of gradients that may be wrong; at most T - 3.</summary>
    [Range(0, 1000)]
    public int Byzantine { get; init; }

    /// <summary>Number of gradients that are averaged; at most T.</summary>
    [Range(1, 1000)]
    public int Selected { get; init; } = 1;

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context)
    {
        if (context.Tasks < Byzantine + 3)
        {
            throw new InvalidOptionException("byzantine", $"{Byzantine} wrong gradients need at least {Byzantine + 3} tasks, and there are {context.Tasks}.{(context.Tasks < 3 ? " Choose another method." : $" At most {context.Tasks - 3} fit.")}");
        }

        if (context.Tasks < Selected)
        {
            throw new InvalidOptionException("selected", $"{Selected} gradients cannot be chosen of {context.Tasks}. Give {context.Tasks} at most.");
        }

        return new Krum(Byzantine, Selected);
    }
}

/// <summary>See <see cref="KrumOptions"/>.</summary>
/// <param name="byzantine">Number of gradients that may be wrong.</param>
/// <param name="selected">Number of gradients that are averaged.</param>
public sealed class Krum(int byzantine, int selected) : IGramianWeighting
{
    /// <inheritdoc/>
    public double[] Weights(Gramian gramian, IReadOnlyList<double> losses)
    {
        if (gramian.Tasks < 3)
        {
            return [.. Enumerable.Repeat(1.0 / gramian.Tasks, gramian.Tasks)];
        }

        var wrong = Math.Min(byzantine, gramian.Tasks - 3);
        var chosen = Math.Min(selected, gramian.Tasks);
        var tasks = Enumerable.Range(0, gramian.Tasks).ToArray();
        var closest = tasks.OrderBy(i => tasks.Where(j => j != i).Select(j => Distance(gramian, i, j)).Order().Take(tasks.Length - wrong - 2).Sum()).Take(chosen).ToHashSet();
        return [.. tasks.Select(i => closest.Contains(i) ? 1.0 / chosen : 0)];
    }

    private static double Distance(Gramian gramian, int i, int j) => Math.Sqrt(Math.Max(0, gramian[i, i] + gramian[j, j] - (2 * gramian[i, j])));
}
