using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Sampling;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Tests.Sweeps.Sampling;

/// <summary>Sweeps over functions, for tests.</summary>
internal static class Searches
{
    public static NumberDimension Range(string key, double from, double to, params Condition[] when) => new(key, from, to, Log: false, Step: null, IsWhole: false, when);

    public static SearchSpace Cube(int dimensions, double from = 0, double to = 1) => new([.. Enumerable.Range(0, dimensions).Select(i => Range($"x{i}", from, to))]);

    /// <summary>The trials of a sweep over a function with one or several values; a trial whose values are null fails.</summary>
    public static List<Observation> Run(SamplerOptions options, SearchSpace space, Func<Point, double[]?> function, int trials, long seed = 1, int objectives = 1)
    {
        var sampler = options.Create(space, seed, objectives);
        var observations = new List<Observation>();
        for (var number = 1; number <= trials && sampler.Next(number, sampler.IsAdaptive ? observations : []) is { } point; number++)
        {
            observations.Add(function(point) is { } losses ? new(number, point, TrialStatus.Completed, losses, []) : new(number, point, TrialStatus.Failed, [], []));
        }

        return observations;
    }

    /// <summary>The lowest value that a sweep finds.</summary>
    public static double Best(SamplerOptions options, SearchSpace space, Func<Point, double> function, int trials, long seed = 1) =>
        Run(options, space, p => [function(p)], trials, seed).Min(o => o.Losses[0]);

    /// <summary>The median of the lowest values over seeds.</summary>
    public static double MedianBest(SamplerOptions options, SearchSpace space, Func<Point, double> function, int trials, int seeds)
    {
        double[] best = [.. Enumerable.Range(1, seeds).Select(seed => Best(options, space, function, trials, seed)).Order()];
        return best[seeds / 2];
    }

    public static double Sphere(Point point) => Enumerable.Range(0, point.Count).Sum(i => (point[i] - 0.3) * (point[i] - 0.3));

    /// <summary>Branin's function over [-5, 10] x [0, 15]; the least value is 0.397887.</summary>
    public static double Branin(Point p)
    {
        var valley = p[1] - (5.1 / (4 * Math.PI * Math.PI) * p[0] * p[0]) + (5 / Math.PI * p[0]) - 6;
        return (valley * valley) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(p[0])) + 10;
    }

    /// <summary>The first function of Zitzler, Deb and Thiele: its front is (f, 1 - root(f)).</summary>
    public static double[] Zdt1(Point p)
    {
        var rest = 1 + (9 * Enumerable.Range(1, p.Count - 1).Average(i => p[i]));
        return [p[0], rest * (1 - Math.Sqrt(p[0] / rest))];
    }
}
