using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling.Tpe;

/// <summary>
/// Kernels over numbers: normal distributions of which the part within the range is left, on the scale of the dimension, whose length counts as 1. With steps a value has the chance of its room.
/// </summary>
internal sealed class NumberKernels : IKernels
{
    /// <summary>Rooms narrower than so many deviations have the density in their middle; the error of their chances is below a thousandth.</summary>
    private const double Narrow = 0.25;

    private readonly NumberDimension dimension;
    private readonly double low;
    private readonly double length;
    private readonly double[] means;
    private readonly double width;
    private readonly double[] logNorms;

    /// <param name="dimension">The dimension.</param>
    /// <param name="values">The observed values, NaN where there is none.</param>
    /// <param name="rule">Says how wide kernels are.</param>
    public NumberKernels(NumberDimension dimension, double[] values, BandwidthRule rule)
    {
        this.dimension = dimension;
        low = dimension.Low;
        length = dimension.High - low;
        means = [.. values.Select(ShareOf)];
        width = rule.Widths(means, dimension.Cardinality).FirstOrDefault(1);
        logNorms = [.. means.Select(mean => double.IsNaN(mean) ? 0 : -Math.Log(Gaussian.Mass(-mean / width, (1 - mean) / width)) - Math.Log(width) - Gaussian.LogOfRoot)];
    }

    /// <inheritdoc/>
    public double Draw(int kernel, Draws draws) => kernel >= means.Length || double.IsNaN(means[kernel]) || length <= 0
        ? dimension.At(draws.Uniform())
        : dimension.At(draws.TruncatedNormal(means[kernel], width, 0, 1));

    /// <inheritdoc/>
    public void AddLogDensities(double value, double[] logs)
    {
        if (length <= 0)
        {
            return;
        }

        var room = dimension.Room(value);
        var (from, to) = ((room.Low - low) / length, (room.High - low) / length);
        if (to - from < Narrow * width)
        {
            var middle = (from + to) / 2;
            for (var i = 0; i < means.Length; i++)
            {
                var distance = (middle - means[i]) / width;
                logs[i] += double.IsNaN(distance) ? 0 : logNorms[i] - (distance * distance / 2);
            }

            return;
        }

        // Wide rooms are few, and so are the means in them: each chance is computed once.
        var masses = new Dictionary<double, double>();
        for (var i = 0; i < means.Length; i++)
        {
            var mean = means[i];
            if (double.IsNaN(mean))
            {
                continue;
            }

            if (!masses.TryGetValue(mean, out var log))
            {
                masses[mean] = log = LogMass((from - mean) / width, (to - mean) / width) + Math.Log(width) + Gaussian.LogOfRoot - Math.Log(to - from);
            }

            logs[i] += log + logNorms[i];
        }
    }

    /// <summary>Far from the mean a chance is nothing beside the prior's; its logarithm must only not be infinite.</summary>
    private static double LogMass(double from, double to) => from > 9 || to < -9 ? -100 : Math.Log(Gaussian.Mass(from, to));

    private double ShareOf(double value) => double.IsNaN(value) ? double.NaN : length > 0 ? Math.Clamp((dimension.Scale(value) - low) / length, 0, 1) : 0.5;
}
