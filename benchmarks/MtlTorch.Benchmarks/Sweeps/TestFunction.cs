using MtlTorch.Experiments.Sweeps.Sampling;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Benchmarks.Sweeps;

/// <summary>A function to be minimized, as a sweep sees it. benchmarks/python/optuna_samplers.py has the same ones.</summary>
/// <param name="Space">What is varied.</param>
/// <param name="Value">Its value at a point.</param>
/// <param name="Noise">Deviation of what is told of the value.</param>
internal sealed record TestFunction(SearchSpace Space, Func<Point, double> Value, double Noise = 0)
{
    private static readonly double[,] HartmannA = { { 10, 3, 17, 3.5, 1.7, 8 }, { 0.05, 10, 17, 0.1, 8, 14 }, { 3, 3.5, 1.7, 10, 17, 8 }, { 17, 8, 0.05, 10, 0.1, 14 } };

    private static readonly double[,] HartmannP =
    {
        { 0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886 }, { 0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991 },
        { 0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650 }, { 0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381 },
    };

    /// <summary>The functions that the samplers were tuned on, then the others.</summary>
    public static IReadOnlyDictionary<string, TestFunction> All { get; } = new Dictionary<string, TestFunction>
    {
        ["branin"] = new(new SearchSpace([Number("x", -5, 10), Number("y", 0, 15)]), p => Branin(p[0], p[1])),
        ["hartmann-6"] = new(Cube(6, 0, 1), Hartmann),
        ["rosenbrock-5"] = new(Cube(5, -5, 10), Rosenbrock),
        ["mixed"] = new(MixedSpace(), Mixed, 0.1),
        ["ackley-5"] = new(Cube(5, -15, 30), Ackley),
        ["levy-4"] = new(Cube(4, -10, 10), Levy),
        ["styblinski-tang-4"] = new(Cube(4, -5, 5), p => Values(p).Sum(x => (Math.Pow(x, 4) - (16 * x * x) + (5 * x)) / 2)),
        ["models"] = new(ModelSpace(), Models, 0.05),
    };

    /// <summary>What a sweep is told of the value at a point: the noise follows from the seed and the number of the trial.</summary>
    public double Told(Point point, int seed, int number)
    {
        if (Noise == 0)
        {
            return Value(point);
        }

        var first = Draws.Scatter(((ulong)seed * 1_000_003) + (ulong)number);
        var (u, v) = (((first >> 11) + 0.5) / (1UL << 53), (Draws.Scatter(first) >> 11) / (double)(1UL << 53));
        return Value(point) + (Noise * Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v));
    }

    private static NumberDimension Number(string key, double from, double to, bool log = false, double? step = null, bool whole = false, params Condition[] when) =>
        new(key, from, to, log, step, whole, when);

    private static ChoiceDimension Choice(string key, params string[] values) => new(key, [.. values.Select(v => (System.Text.Json.Nodes.JsonNode)v)], []);

    private static SearchSpace Cube(int dimensions, double from, double to) => new([.. Enumerable.Range(0, dimensions).Select(i => Number($"x{i}", from, to))]);

    private static double[] Values(Point point) => [.. Enumerable.Range(0, point.Count).Select(i => point[i])];

    private static double Branin(double x, double y)
    {
        var valley = y - (5.1 / (4 * Math.PI * Math.PI) * x * x) + (5 / Math.PI * x) - 6;
        return (valley * valley) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(x)) + 10;
    }

    private static double Hartmann(Point p)
    {
        double[] alpha = [1, 1.2, 3, 3.2];
        return -Enumerable.Range(0, 4).Sum(i => alpha[i] * Math.Exp(-Enumerable.Range(0, 6).Sum(j => HartmannA[i, j] * Math.Pow(p[j] - HartmannP[i, j], 2))));
    }

    private static double Rosenbrock(Point p) => Enumerable.Range(0, p.Count - 1).Sum(i => (100 * Math.Pow(p[i + 1] - (p[i] * p[i]), 2)) + Math.Pow(1 - p[i], 2));

    private static double Ackley(Point p)
    {
        var x = Values(p);
        return (-20 * Math.Exp(-0.2 * Math.Sqrt(x.Average(v => v * v)))) - Math.Exp(x.Average(v => Math.Cos(2 * Math.PI * v))) + 20 + Math.E;
    }

    private static double Levy(Point p)
    {
        double[] w = [.. Values(p).Select(x => 1 + ((x - 1) / 4))];
        var middle = w[..^1].Sum(v => Math.Pow(v - 1, 2) * (1 + (10 * Math.Pow(Math.Sin((Math.PI * v) + 1), 2))));
        return Math.Pow(Math.Sin(Math.PI * w[0]), 2) + middle + (Math.Pow(w[^1] - 1, 2) * (1 + Math.Pow(Math.Sin(2 * Math.PI * w[^1]), 2)));
    }

    private static SearchSpace MixedSpace() => new(
    [
        Choice("optimizer", "sgd", "adam", "rmsprop"), Number("momentum", 0, 0.99, when: new Condition(0, [0])), Number("lr", 1e-5, 1, log: true), Number("layers", 1, 8, step: 1, whole: true),
        Choice("activation", "relu", "tanh", "gelu", "elu"), Number("dropout", 0, 0.8), Number("width", -5, 5),
    ]);

    /// <summary>A loss as of a training: each optimizer has a learning rate of its own that is best, and a wide model wants a smaller one.</summary>
    private static double Mixed(Point p)
    {
        double[] bestRate = [-1, -3, -3.5], optimizer = [0, 0.15, 0.4], activation = [0.1, 0.4, 0, 0.25];
        var rate = Math.Log10(p[2]) - bestRate[(int)p[0]];
        return optimizer[(int)p[0]] + (p.Has(1) ? 3 * Math.Pow(p[1] - 0.9, 2) : 0) + (0.3 * rate * rate) + (0.08 * Math.Pow(p[3] - 5, 2)) + activation[(int)p[4]]
            + (2 * Math.Pow(p[5] - 0.3, 2)) + (0.1 * Math.Pow(p[6] - 1 + (0.5 * rate), 2));
    }

    private static SearchSpace ModelSpace() => new(
    [
        Choice("model", "linear", "forest", "net"), Number("c", 1e-4, 1e4, log: true, when: new Condition(0, [0])), Number("depth", 1, 20, step: 1, whole: true, when: new Condition(0, [1])),
        Number("trees", 10, 1000, log: true, step: 1, whole: true, when: new Condition(0, [1])), Number("units", 16, 512, step: 16, whole: true, when: new Condition(0, [2])),
        Number("lr", 1e-5, 0.1, log: true, when: new Condition(0, [2])), Number("dropout", 0, 0.8, step: 0.1, when: new Condition(0, [2])), Choice("scaling", "none", "standard", "quantile"),
    ]);

    private static double Models(Point p)
    {
        var scaling = p[0] == 1 ? 0 : new[] { 0.3, 0, 0.05 }[(int)p[7]];
        return scaling + p[0] switch
        {
            0 => 0.6 + (0.02 * Math.Pow(Math.Log10(p[1]) - 1, 2)),
            1 => 0.35 + (0.003 * Math.Pow(p[2] - 12, 2)) + (0.1 * Math.Pow(Math.Log10(p[3]) - 2.7, 2)),
            _ => 0.15 + (0.3 * Math.Pow(Math.Log10(p[5]) + 3, 2)) + Math.Pow((p[4] - 384) / 400, 2) + Math.Pow(p[6] - 0.4, 2),
        };
    }
}
