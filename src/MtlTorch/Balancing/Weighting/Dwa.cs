using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Balancing.Weighting;

/// <summary>
/// Dynamic weight average: more weight for the tasks whose loss fell least from the epoch before last to the last one. The
/// weights add up to the number of tasks; they are 1 in the first two epochs. An epoch counts for a task if it had labels in it.
/// </summary>
[Paper("Liu et al. 2019, End-to-End Multi-Task Learning with Attention", "https://arxiv.org/abs/1803.10704", Place = "eq. (7)")]
public sealed record DwaOptions : BalancingOptions
{
    /// <summary>Divides the ratios of the losses: the larger, the more equal the weights.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Temperature { get; init; } = 2;

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new Dwa(this);
}

/// <summary>See <see cref="DwaOptions"/>.</summary>
public sealed class Dwa(DwaOptions options) : ILossWeighting, ITellsTasksApart, ISeesEpochs, IStateful
{
    // Mean losses of the last epoch and of the one before it [T], of those in which the task had labels; NaN where there was none yet.
    private double[]? last;
    private double[]? earlier;
    private PresentTasks? present;

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks) => present = tasks;

    /// <inheritdoc/>
    public torch.Tensor Weights(torch.Tensor losses)
    {
        var (now, before) = (Seen(last), Seen(earlier));
        if (before.All(double.IsNaN))
        {
            return torch.ones_like(losses);
        }

        using var scope = torch.NewDisposeScope();
        var ratios = now.Zip(before, Ratio).ToArray().Like(losses);
        return (ratios.numel() * (ratios / options.Temperature).softmax(0)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void EpochEnded(IReadOnlyList<double> meanLosses)
    {
        double[] means = [.. meanLosses];
        var seen = PresentTasks.Where(means.Select(mean => !double.IsNaN(mean)));
        double[] none = [.. means.Select(_ => double.NaN)];
        (earlier, last) = (seen.Into(earlier ?? none, seen.Of(last ?? none)), seen.Into(last ?? none, seen.Of(means)));
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, torch.Tensor> Save()
    {
        var known = new Dictionary<string, double[]?> { ["last"] = last, ["earlier"] = earlier };
        return known.Where(k => k.Value is not null).ToDictionary(k => k.Key, k => torch.tensor(k.Value!));
    }

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> state)
    {
        last = state.GetValueOrDefault("last")?.ToDoubles();
        earlier = state.GetValueOrDefault("earlier")?.ToDoubles();
    }

    private double[] Seen(double[]? all) => all is null ? [] : present?.Of(all) ?? all;

    /// <summary>How much of a loss is left; 1 for one that was zero or negative or not there, of which no ratio can tell.</summary>
    private static double Ratio(double now, double before) => before > 0 ? now / before : 1;
}
