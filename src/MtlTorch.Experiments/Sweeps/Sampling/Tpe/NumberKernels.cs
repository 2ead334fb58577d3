using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling.Tpe;

/// <summary>
/// Kernels over numbers: normal distributions of which the part within the range is left, on the scale of the dimension, whose length counts as 1. With steps a value has the chance of its room.
/// </summary>
internal sealed class NumberKernels : IKernels
{
    /// <summary>Rooms narrower than so many deviations have the density in their middle: the chance is wrong by less than a thousandth near the mean.</summary>
    private const double Narrow = 0.25;

    /// <summary>So many deviations from the mean a chance is nothing beside the prior's; its logarithm must only not be infinite.</summary>
    private const double Far = 9;
    private const double LogOfFar = -100;

    private readonly NumberDimension dimension;
    private readonly double low;
    private readonly double length;
    private readonly double[] means;
    private readonly double width;
    private readonly double[] logNorms;

    /// <param name="dimension">The dimension.</param>
    /// <param name="values">The observed values, NaN where there is none.</param>
    /// <param name="dimensions">Number of dimensions of the space.</param>
    public NumberKernels(NumberDimension dimension, double[] values, int dimensions)
    {
        this.dimension = dimension;
        low = dimension.Low;
        length = dimension.High - low;
        means = [.. values.Select(ShareOf)];
        width = Bandwidth.Of([.. means.Where(m => !double.IsNaN(m))], values.Length, dimensions);
        logNorms = [.. means.Select(mean => double.IsNaN(mean) ? 0 : -Math.Log(Gaussian.Mass(-mean / width, (1 - mean) / width)))];
    }

    /// <inheritdoc/>
    public double Draw(int kernel, Draws draws) => dimension.At(kernel >= means.Length || double.IsNaN(means[kernel])
        ? draws.Uniform()
        : draws.TruncatedNormal(means[kernel], width, 0, 1));

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
            AddDensities((from + to) / 2, logs);
        }
        else
        {
            AddMasses(from, to, logs);
        }
    }

    private void AddDensities(double middle, double[] logs)
    {
        var peak = -Math.Log(width) - Gaussian.LogOfRoot;
        for (var i = 0; i < means.Length; i++)
        {
            var distance = (middle - means[i]) / width;
            logs[i] += double.IsNaN(distance) ? 0 : logNorms[i] + peak - (distance * distance / 2);
        }
    }

    /// <summary>Wide rooms are few, and so are the means in them: each chance is computed once.</summary>
    private void AddMasses(double from, double to, double[] logs)
    {
        var masses = new Dictionary<double, double>();
        for (var i = 0; i < means.Length; i++)
        {
            if (double.IsNaN(means[i]))
            {
                continue;
            }

            if (!masses.TryGetValue(means[i], out var log))
            {
                var (below, above) = ((from - means[i]) / width, (to - means[i]) / width);
                masses[means[i]] = log = (below > Far || above < -Far ? LogOfFar : Math.Log(Gaussian.Mass(below, above))) - Math.Log(to - from);
            }

            logs[i] += log + logNorms[i];
        }
    }

    private double ShareOf(double value) => double.IsNaN(value) ? double.NaN : length > 0 ? Math.Clamp((dimension.Scale(value) - low) / length, 0, 1) : 0.5;
}
