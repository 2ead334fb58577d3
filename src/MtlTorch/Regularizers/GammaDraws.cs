namespace MtlTorch.Regularizers;

/// <summary>Draws from the gamma and beta distributions, from a generator of one's own.</summary>
internal static class GammaDraws
{
    /// <summary>A draw from Beta(α, α), from 0 to 1: X / (X + Y) of two gamma draws, by logarithms, because both may be smaller than any number.</summary>
    public static double Beta(double alpha, torch.Generator generator)
    {
        var (x, y) = (LogGamma(alpha, generator), LogGamma(alpha, generator));
        return 1 / (1 + Math.Exp(y - x));
    }

    /// <summary>The logarithm of a draw from Gamma(α, 1): Marsaglia and Tsang 2000, section 2, and section 6 for α below 1.</summary>
    public static double LogGamma(double alpha, torch.Generator generator)
    {
        if (alpha < 1)
        {
            return LogGamma(alpha + 1, generator) + Math.Log(Uniform(generator)) / alpha;
        }

        var d = alpha - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Math.Sqrt(-2 * Math.Log(Uniform(generator))) * Math.Cos(2 * Math.PI * Uniform(generator));
            var v = Math.Pow(1 + c * x, 3);
            if (v > 0 && Math.Log(Uniform(generator)) < 0.5 * x * x + d - d * v + d * Math.Log(v))
            {
                return Math.Log(d) + Math.Log(v);
            }
        }
    }

    /// <summary>A draw from above 0 to 1.</summary>
    private static double Uniform(torch.Generator generator)
    {
        using var drawn = torch.empty([1], torch.float64, torch.CPU).uniform_(0, 1, generator);
        return 1 - drawn.item<double>();
    }
}
