using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Data.DataSets;

/// <summary>
/// Classifications of normal inputs: task t sorts rows by a score, classSep x · w_t + e with weights of length 1 and normal e, and cuts the order into classes of the wanted
/// shares. Unlike scikit-learn's, which puts the inputs of each class around corners of a cube, all tasks share one distribution of inputs, so that their weights alone say how
/// related they are. With two equal classes and no flips the best possible accuracy is 1 - arctan(1 / classSep) / π.
/// </summary>
public sealed record MakeClassificationOptions : DrawnTableOptions
{
    /// <summary>Number of classes.</summary>
    [Range(2, 1_000)]
    public int Classes { get; init; } = 2;

    /// <summary>Expected shares of the classes, in their order, before flips; they add up to 1. If null, all the same.</summary>
    [ElementRange(0, 1)]
    public IReadOnlyList<double>? Shares { get; init; }

    /// <summary>How far apart the classes lie, in deviations of the noise: the larger, the easier.</summary>
    [Range(0.0, 1e6)]
    public double ClassSep { get; init; } = 3;

    /// <summary>Share of the rows whose class is drawn anew, from all classes.</summary>
    [Range(0.0, 1.0)]
    public double FlipY { get; init; } = 0.01;

    /// <inheritdoc/>
    public override IEnumerable<(string Option, string Problem)> Problems()
    {
        if (Shares is not null && Shares.Count != Classes)
        {
            yield return ("shares", $"there are {Shares.Count} shares for {Classes} classes; name one per class.");
        }
        else if (Shares is not null && Math.Abs(Shares.Sum() - 1) > 1e-6)
        {
            yield return ("shares", FormattableString.Invariant($"the shares add up to {Shares.Sum():0.######}; they must add up to 1."));
        }

        foreach (var problem in base.Problems())
        {
            yield return problem;
        }
    }

    /// <inheritdoc/>
    protected override IDataSet OpenWhole() => new MakeClassification(this);
}

/// <summary>See <see cref="MakeClassificationOptions"/>.</summary>
public sealed class MakeClassification(MakeClassificationOptions options) : DrawnTable(options, ClassTarget.Numbered(options.Classes))
{
    /// <inheritdoc/>
    protected override torch.Tensor Target(torch.Tensor scores, torch.Generator generator)
    {
        using var scope = torch.NewDisposeScope();

        // Of deviation 1 again, whatever the separation, so that the cuts are quantiles of the normal distribution.
        var noisy = ((scores * options.ClassSep) + Normal(scores.shape, generator)) / Math.Sqrt(1 + (options.ClassSep * options.ClassSep));
        var classes = torch.zeros(scores.shape, torch.int64);
        foreach (var cut in Cuts())
        {
            classes.add_(noisy.gt(cut).to(torch.int64));
        }

        var lots = torch.rand(scores.shape, torch.float64, generator: generator);
        var drawn = torch.randint(0, options.Classes, scores.shape, torch.int64, generator: generator);
        return drawn.where(lots.lt(options.FlipY), classes).MoveToOuterDisposeScope();
    }

    private IEnumerable<double> Cuts()
    {
        var shares = options.Shares ?? [.. Enumerable.Repeat(1.0 / options.Classes, options.Classes)];
        var below = 0.0;
        foreach (var share in shares.SkipLast(1))
        {
            below += share;
            yield return NormalQuantile.Of(Math.Clamp(below, 0, 1));
        }
    }
}
