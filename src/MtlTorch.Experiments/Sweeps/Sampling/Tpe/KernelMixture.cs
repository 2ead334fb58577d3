using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling.Tpe;

/// <summary>
/// A density over the points of a space: a mixture of one product of kernels per observed point, and of an even one, the prior. Where a point does not have a dimension that another one has, its
/// kernel is even there: so the mixture is one density over all branches of a space with conditions.
/// </summary>
internal sealed class KernelMixture
{
    /// <summary>Logarithm of a share of a sum that a double does not tell from none.</summary>
    private const double Negligible = -40;

    private readonly SearchSpace space;
    private readonly IKernels[] kernels;
    private readonly double[] weights;
    private readonly double[] logWeights;
    private readonly double[] logs;

    /// <param name="space">What is varied.</param>
    /// <param name="points">The observed points.</param>
    /// <param name="pointWeights">Their weights, positive.</param>
    /// <param name="priorWeight">The weight of the even kernel.</param>
    public KernelMixture(SearchSpace space, IReadOnlyList<Point> points, IReadOnlyList<double> pointWeights, double priorWeight)
    {
        this.space = space;
        var total = pointWeights.Sum() + priorWeight;
        weights = [.. pointWeights.Append(priorWeight).Select(w => w / total)];
        logWeights = [.. weights.Select(w => Math.Log(w))];
        logs = new double[weights.Length];
        kernels = [.. space.Dimensions.Select((d, i) => MakeKernels(d, [.. points.Select(p => p[i])], space.Count))];
    }

    /// <summary>Draws a point.</summary>
    public Point Draw(Draws draws)
    {
        var kernel = draws.Weighted(weights);
        return space.Build(i => kernels[i].Draw(kernel, draws));
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
            sum += log - largest > Negligible ? Math.Exp(log - largest) : 0;
        }

        return largest + Math.Log(sum);
    }

    private static IKernels MakeKernels(Dimension dimension, double[] values, int dimensions) =>
        dimension is NumberDimension number ? new NumberKernels(number, values, dimensions) : new ChoiceKernels(dimension.Cardinality!.Value, values);
}

/// <summary>The kernels of a mixture in one dimension, one per observed point and the prior's behind them.</summary>
internal interface IKernels
{
    /// <summary>Draws a value from a kernel.</summary>
    double Draw(int kernel, Draws draws);

    /// <summary>Adds the logarithm of each kernel's density at a value, relative to an even one.</summary>
    void AddLogDensities(double value, double[] logs);
}
