using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling.Tpe;

/// <summary>
/// A density over the points of a space: a mixture of one product of kernels per observed point, and of an even one, the prior. Where a point does not have a dimension that another one has, its
/// kernel is even there: so the mixture is one density over all branches of a space with conditions.
/// </summary>
internal sealed class KernelMixture
{
    private readonly SearchSpace space;
    private readonly IKernels[] kernels;
    private readonly double[] weights;
    private readonly double[] logWeights;
    private readonly double[] logs;

    /// <param name="space">What is varied.</param>
    /// <param name="points">The observed points.</param>
    /// <param name="pointWeights">Their weights, positive.</param>
    /// <param name="priorWeight">The weight of the even kernel.</param>
    /// <param name="factor">Factor of bandwidths.</param>
    public KernelMixture(SearchSpace space, IReadOnlyList<Point> points, IReadOnlyList<double> pointWeights, double priorWeight, double factor)
    {
        this.space = space;
        var total = pointWeights.Sum() + priorWeight;
        weights = [.. pointWeights.Append(priorWeight).Select(w => w / total)];
        logWeights = [.. weights.Select(w => Math.Log(w))];
        logs = new double[weights.Length];
        var width = new BandwidthRule(points.Count, space.Count, factor);
        kernels = [.. space.Dimensions.Select((d, i) => MakeKernels(d, [.. points.Select(p => p[i])], width))];
    }

    /// <summary>Draws a point.</summary>
    public Point Draw(Draws draws)
    {
        var kernel = draws.Weighted(weights);
        return space.Build(i => kernels[i].Draw(TpeRules.Cross > 0 && draws.Uniform() < TpeRules.Cross ? draws.Weighted(weights) : kernel, draws));
    }

    /// <summary>The logarithm of the density at a point, relative to the even one.</summary>
    public double LogDensity(Point point)
    {
        logWeights.CopyTo(logs, 0);
        for (var i = 0; i < kernels.Length; i++)
        {
            if (point.Has(i))
            {
                kernels[i].AddLogDensities(point[i], logs);
            }
        }

        var largest = logs.Max();
        var sum = 0.0;
        foreach (var log in logs)
        {
            sum += log - largest > -40 ? Math.Exp(log - largest) : 0;
        }

        return largest + Math.Log(sum);
    }

    private static IKernels MakeKernels(Dimension dimension, double[] values, BandwidthRule width) =>
        dimension is NumberDimension number ? new NumberKernels(number, values, width) : new ChoiceKernels(dimension.Cardinality!.Value, values);
}

/// <summary>The kernels of a mixture in one dimension, one per observed point and the prior's behind them.</summary>
internal interface IKernels
{
    /// <summary>Draws a value from a kernel.</summary>
    double Draw(int kernel, Draws draws);

    /// <summary>Adds the logarithm of each kernel's density at a value, relative to an even one.</summary>
    void AddLogDensities(double value, double[] logs);
}
