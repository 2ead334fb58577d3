namespace MtlTorch.Experiments.Sweeps.Sampling.Tpe;

/// <summary>How wide the kernels of a mixture are.</summary>
internal sealed class BandwidthRule(int points, int dimensions, double factor)
{
    public double[] Widths(double[] means, int? cardinality)
    {
        var n = points;
        var min = TpeRules.MinWidth;
        if (TpeRules.MagicExponent > 0)
        {
            min = Math.Max(min, TpeRules.MagicScale / Math.Min(TpeRules.MostMagic, Math.Pow(1 + n, TpeRules.MagicExponent)));
        }

        if (TpeRules.StepClip > 0 && cardinality is { } c)
        {
            min = Math.Max(min, TpeRules.StepClip / c);
        }

        double[] widths = TpeRules.Bandwidth switch
        {
            0 => [.. means.Select(_ => TpeRules.Factor * factor * Math.Pow(Math.Max(n, 1), -1.0 / (dimensions + 4)))],
            1 => Neighbours(means, factor * TpeRules.Factor),
            _ => Scott(means),
        };
        return [.. widths.Select(w => Math.Clamp(w, min, 1))];
    }

    private double[] Scott(double[] means)
    {
        var sorted = means.Where(m => !double.IsNaN(m)).Order().ToArray();
        if (sorted.Length == 0)
        {
            return means;
        }

        var mean = (sorted.Sum() + 0.5) / (sorted.Length + 1);
        var deviation = Math.Sqrt((sorted.Sum(m => (m - mean) * (m - mean)) + (0.5 - mean) * (0.5 - mean) + 1.0 / 12) / (sorted.Length + 1));
        var iqr = (sorted[(sorted.Length - 1) * 3 / 4] - sorted[sorted.Length / 4]) / 1.34;
        var spread = iqr > 0 ? Math.Min(deviation, iqr) : deviation;
        return [.. means.Select(_ => factor * TpeRules.Factor * spread * Math.Pow(sorted.Length + 1, -1.0 / (dimensions + 4)))];
    }

    private static double[] Neighbours(double[] means, double factor)
    {
        var order = Enumerable.Range(0, means.Length).Where(i => !double.IsNaN(means[i])).OrderBy(i => means[i]).ToArray();
        var widths = new double[means.Length];
        for (var k = 0; k < order.Length; k++)
        {
            var here = means[order[k]];
            var left = k > 0 ? here - means[order[k - 1]] : here;
            var right = k < order.Length - 1 ? means[order[k + 1]] - here : 1 - here;
            widths[order[k]] = factor * Math.Max(left, right);
        }

        return widths;
    }
}
