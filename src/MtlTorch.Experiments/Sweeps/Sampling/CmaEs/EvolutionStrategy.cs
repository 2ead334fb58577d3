using MtlTorch.Tensors.Dense;

namespace MtlTorch.Experiments.Sweeps.Sampling.CmaEs;

/// <summary>The normal distribution of an evolution strategy, and how a generation changes it (Hansen 2016, section 4 and figure 6, whose names are kept).</summary>
internal sealed class EvolutionStrategy
{
    /// <summary>Deviation, as a share of the range, below which a search has come to rest.</summary>
    private const double Rest = 1e-5;

    private readonly int n;
    private readonly double[] w;
    private readonly int mu;
    private readonly double muEff, cSigma, dSigma, cc, c1, cMu, expectedNorm;
    private readonly double[] pSigma;
    private readonly double[] pc;
    private double[] mean;
    private double[,] covariance;
    private SymmetricEigen axes;
    private double sigma;
    private int generations;

    /// <param name="mean">Where the search begins.</param>
    /// <param name="sigma">Deviation of the first generation.</param>
    /// <param name="population">Points of a generation; null for the usual number.</param>
    public EvolutionStrategy(double[] mean, double sigma, int? population)
    {
        (this.mean, this.sigma, n) = (mean, sigma, mean.Length);
        Population = population ?? 4 + (int)(3 * Math.Log(n));
        mu = Population / 2;
        double[] raw = [.. Enumerable.Range(1, Population).Select(i => Math.Log((Population + 1) / 2.0) - Math.Log(i))];
        muEff = EffectiveSize(raw[..mu]);
        cSigma = (muEff + 2) / (n + muEff + 5);
        dSigma = 1 + (2 * Math.Max(0, Math.Sqrt((muEff - 1) / (n + 1)) - 1)) + cSigma;
        cc = (4 + (muEff / n)) / (n + 4 + (2 * muEff / n));
        c1 = 2 / (((n + 1.3) * (n + 1.3)) + muEff);
        cMu = Math.Min(1 - c1, 2 * (muEff - 2 + (1 / muEff)) / (((n + 2.0) * (n + 2)) + muEff));
        expectedNorm = Math.Sqrt(n) * (1 - (1 / (4.0 * n)) + (1 / (21.0 * n * n)));
        w = Weights(raw);
        (pSigma, pc) = (new double[n], new double[n]);
        covariance = DenseAlgebra.Square(n, (i, j) => i == j ? 1 : 0);
        axes = new SymmetricEigen(covariance);
    }

    /// <summary>Points of a generation.</summary>
    public int Population { get; }

    /// <summary>Whether nothing larger than rounding is left to try.</summary>
    public bool HasComeToRest => sigma * Math.Sqrt(axes.Values.Max()) < Rest;

    /// <summary>Variance of a coordinate.</summary>
    public double Variance(int coordinate) => sigma * sigma * covariance[coordinate, coordinate];

    /// <summary>Draws a point.</summary>
    public double[] Draw(Draws draws)
    {
        double[] normal = [.. mean.Select(_ => draws.Normal())];
        return [.. mean.Zip(axes.Apply(Root, normal), (m, y) => m + (sigma * y))];
    }

    /// <summary>Takes in a generation.</summary>
    /// <param name="points">Its points, the best first.</param>
    public void Update(IReadOnlyList<double[]> points)
    {
        double[][] steps = [.. points.Select(p => Step(p))];
        double[][] whitened = [.. steps.Select(y => axes.Apply(InverseRoot, y))];
        var y = Combine(steps);
        mean = [.. mean.Zip(y, (m, s) => m + (sigma * s))];
        Follow(pSigma, Combine(whitened), cSigma, Math.Sqrt(cSigma * (2 - cSigma) * muEff));
        generations++;
        var length = Math.Sqrt(DenseAlgebra.Dot(pSigma, pSigma));
        var moves = length / Math.Sqrt(1 - Math.Pow(1 - cSigma, 2 * generations)) < (1.4 + (2 / (n + 1.0))) * expectedNorm;
        Follow(pc, y, cc, moves ? Math.Sqrt(cc * (2 - cc) * muEff) : 0);
        Adapt(steps, whitened, moves ? 0 : cc * (2 - cc));
        sigma *= Math.Exp(Math.Min(1, cSigma / dSigma * ((length / expectedNorm) - 1)));
    }

    private static double Root(double value) => Math.Sqrt(Math.Max(0, value));

    private static double InverseRoot(double value) => 1 / Math.Sqrt(Math.Max(value, 1e-30));

    private static double EffectiveSize(double[] weights) => weights.Sum() * weights.Sum() / weights.Sum(x => x * x);

    private static void Follow(double[] path, double[] step, double rate, double factor)
    {
        for (var i = 0; i < path.Length; i++)
        {
            path[i] = ((1 - rate) * path[i]) + (factor * step[i]);
        }
    }

    /// <summary>Positive weights sum to 1; negative ones to as much as leaves the covariance positive (equations 50 to 53).</summary>
    private double[] Weights(double[] raw)
    {
        var positive = raw.Where(x => x > 0).Sum();
        double[] rest = [.. raw.Where(x => x < 0)];
        var most = Math.Min(1 + (c1 / cMu), Math.Min(1 + (2 * EffectiveSize(rest) / (muEff + 2)), (1 - c1 - cMu) / (n * cMu)));
        return [.. raw.Select(x => x >= 0 ? x / positive : most * x / -rest.Sum())];
    }

    /// <summary>The way from the mean to a point, in deviations; shortened where it is longer than almost any drawn one.</summary>
    private double[] Step(double[] point)
    {
        double[] step = [.. point.Zip(mean, (p, m) => (p - m) / sigma)];
        var whitened = axes.Apply(InverseRoot, step);
        var most = Math.Sqrt(n) + (2.0 * n / (n + 2));
        var factor = Math.Min(1, most / Math.Max(Math.Sqrt(DenseAlgebra.Dot(whitened, whitened)), 1e-300));
        return [.. step.Select(s => factor * s)];
    }

    private double[] Combine(double[][] steps) => [.. Enumerable.Range(0, n).Select(k => Enumerable.Range(0, mu).Sum(i => w[i] * steps[i][k]))];

    private void Adapt(double[][] steps, double[][] whitened, double stalled)
    {
        double[] weights = [.. w.Select((x, i) => x >= 0 ? x : x * n / Math.Max(DenseAlgebra.Dot(whitened[i], whitened[i]), 1e-30))];
        var kept = 1 + (c1 * stalled) - c1 - (cMu * w.Sum());
        covariance = DenseAlgebra.Square(n, (i, j) =>
            (kept * covariance[i, j]) + (c1 * pc[i] * pc[j]) + (cMu * steps.Select((y, k) => weights[k] * y[i] * y[j]).Sum()));
        axes = new SymmetricEigen(covariance);
    }
}
