namespace MtlTorch.Experiments.Comparing.Statistics;

/// <summary>One figure of several runs.</summary>
/// <param name="Values">The figure of each run; none is left out for not being a number.</param>
public sealed record Sample(IReadOnlyList<double> Values)
{
    /// <summary>Number of runs.</summary>
    public int Count => Values.Count;

    /// <summary>The arithmetic mean; NaN if one of the values is, or there is none.</summary>
    public double Mean => Count == 0 ? double.NaN : Values.Average();

    /// <summary>The standard deviation with n - 1 in its denominator; null of fewer than two values.</summary>
    public double? Deviation
    {
        get
        {
            var mean = Mean;
            return Count < 2 ? null : Math.Sqrt(Values.Sum(v => (v - mean) * (v - mean)) / (Count - 1));
        }
    }
}
