using MtlTorch.Tensors;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// Keeps of each coordinate either the positive or the negative gradients, by lot: the larger the share of one sign, the more
/// likely it wins.
/// </summary>
[Paper("Chen et al. 2020, Just Pick a Sign: Optimizing Deep Multitask Models with Gradient Sign Dropout", "https://arxiv.org/abs/2010.06808", Place = "algorithm 1")]
public sealed record GradDropOptions : GradientBalancingOptions
{
    /// <summary>Share of each task's gradient that passes whatever the lot says, a number per task; 0 for all if null.</summary>
    [ElementRange(0.0, 1.0)]
    public IReadOnlyList<double>? Leak { get; init; }

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) =>
        new GradDrop(PerTask.Values("leak", Leak, context.Tasks, 0), context.Randomness.Stream("balancing.graddrop"));
}

/// <summary>See <see cref="GradDropOptions"/>.</summary>
/// <param name="leak">Share of each task's gradient that always passes [T].</param>
/// <param name="generator">Draws the lots, on the CPU.</param>
public sealed class GradDrop(double[] leak, torch.Generator generator) : IGradientAggregation, ITellsTasksApart
{
    private readonly TaskNumbers leaks = new(leak, _ => 0);

    /// <inheritdoc/>
    public int Copies => 11;

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks) => leaks.Attend(tasks);

    /// <inheritdoc/>
    public Aggregate Aggregate(torch.Tensor jacobian, torch.Tensor losses)
    {
        using var scope = torch.NewDisposeScope();
        var lots = torch.rand([jacobian.shape[1]], jacobian.dtype, torch.CPU, generator: generator).SentTo(jacobian.device);
        return new Aggregate(Aggregate(jacobian, lots, leaks.Of(jacobian.shape[0])).MoveToOuterDisposeScope());
    }

    /// <summary>The direction [D] for given lots [D] from 0 to 1.</summary>
    internal static torch.Tensor Aggregate(torch.Tensor jacobian, torch.Tensor lots, double[] leak)
    {
        using var scope = torch.NewDisposeScope();
        // Purity: the positive gradients' share of all. It is no number where all are zero, and then nothing is kept.
        var purity = (1 + jacobian.sum(dim: 0) / jacobian.abs().sum(dim: 0)) * 0.5;
        var kept = (jacobian * purity.gt(lots)).clamp_min(0) + (jacobian * purity.lt(lots)).clamp_max(0);
        var passes = torch.tensor(leak, dtype: jacobian.dtype, device: jacobian.device).unsqueeze(1);
        return (passes * jacobian + (1 - passes) * kept).sum(dim: 0).MoveToOuterDisposeScope();
    }
}
