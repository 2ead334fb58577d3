using System.Text.Json.Nodes;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Journal;
using MtlTorch.Experiments.Sweeps.Reading;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Tests.Sweeps;

/// <summary>Sweeps whose trials were never trained: points spread evenly over a space, and figures that follow from them.</summary>
internal static class SyntheticSweep
{
    public static readonly DateTimeOffset Begun = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly ObjectiveName Accuracy = new("shape accuracy", HigherIsBetter: true);
    private static readonly ObjectiveName Rmse = new("size rmse", HigherIsBetter: false);

    /// <summary>A space with everything: a choice, a logarithmic number, one that only one optimizer has, whole and stepped numbers, lists.</summary>
    public static SearchSpace Space { get; } = new(
    [
        new ChoiceDimension("optimizer.kind", [JsonValue.Create("adam"), JsonValue.Create("sgd")], []),
        new NumberDimension("optimizer.lr", 1e-5, 0.1, Log: true, null, IsWhole: false, []),
        new NumberDimension("optimizer.momentum", 0, 0.99, Log: false, null, IsWhole: false, [new Condition(0, [1])]),
        new NumberDimension("model.trunk.layers", 1, 6, Log: false, 1, IsWhole: true, []),
        new NumberDimension("model.trunk.dropout", 0, 0.5, Log: false, 0.1, IsWhole: false, []),
        new ChoiceDimension("model.trunk.hidden", [new JsonArray(64), new JsonArray(128, 64), new JsonArray(256, 128, 64)], []),
    ]);

    /// <summary>The space of some numbers from 0 to 1.</summary>
    public static SearchSpace Numbers(int count) =>
        new([.. Enumerable.Range(0, count).Select(i => new NumberDimension($"x{i}", 0, 1, Log: false, null, IsWhole: false, []))]);

    /// <summary>Shares of a point: no two trials have the same, and all together fill the space evenly (Kronecker sequence).</summary>
    public static double[] Shares(int number, int count) =>
        [.. Enumerable.Range(0, count).Select(i => (0.5 + number * Math.Sqrt(Primes[i])) % 1)];

    private static readonly int[] Primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29];

    /// <summary>A sweep over a space whose trials are all completed, with the value of a function of the point's numbers.</summary>
    public static SweepView Of(SearchSpace space, int trials, Func<Point, double> value)
    {
        var points = Enumerable.Range(1, trials).Select(i => (Number: i, Point: space.At(Shares(i, space.Count))));
        return View("", space, [new("value", HigherIsBetter: false)], [.. points.Select(p => Chosen(p.Number, space, p.Point) with { Status = TrialStatus.Completed, Objectives = [value(p.Point)] })]);
    }

    /// <summary>A sweep as it stands after some trials: of twenty trials three were pruned, one failed; of each worker the last one runs where the sweep goes on.</summary>
    public static SweepView After(int trials, string folder = "", int objectives = 1, int workers = 4, int planned = 0, int epochs = 20, bool goesOn = false, int seeds = 1)
    {
        ObjectiveName[] names = [Accuracy, Rmse, new("parameters", HigherIsBetter: false)];
        var all = Enumerable.Range(1, trials).Select(i => Trial(i, objectives, workers, epochs, goesOn && i > trials - workers, seeds));
        return View(folder, Space, names[..objectives], [.. all]) with { Planned = Math.Max(trials, planned), Seeds = seeds };
    }

    public static SweepView View(string folder, SearchSpace space, IReadOnlyList<ObjectiveName> objectives, IReadOnlyList<Trial> trials) => new()
    {
        Folder = folder,
        Name = "synthetic",
        Space = space,
        Objectives = objectives,
        Trials = trials,
        Planned = trials.Count,
        Seeds = 1,
        Sampler = "tpe",
        Pruner = objectives.Count == 1 ? "median" : "none",
    };

    public static Trial Chosen(int number, SearchSpace space, Point point) => new()
    {
        Number = number,
        Values = JsonNode.Parse(space.Write(point).ToJsonString())!.AsObject(),
        Runs = [$"{number:x16}"],
        Chosen = Begun,
        By = "host:1",
    };

    private static Trial Trial(int number, int objectives, int workers, int epochs, bool runs, int seeds)
    {
        var point = Space.At(Shares(number, Space.Count));
        var place = $"worker {(number - 1) % workers + 1}";
        var started = Begun.AddSeconds((number - 1) / workers * 31 + (number - 1) % workers * 2);
        var trial = Chosen(number, Space, point) with { Chosen = started, Started = started, Attempts = 1, Where = place };
        if (runs)
        {
            return trial with { Status = TrialStatus.Running, History = [new(1, place, started, null, TrialStatus.Running)] };
        }

        var status = number % 20 == 13 ? TrialStatus.Failed : objectives == 1 && number % 20 is 5 or 9 or 17 ? TrialStatus.Pruned : TrialStatus.Completed;
        var (accuracy, seconds) = (AccuracyOf(point), status == TrialStatus.Completed ? 20 + number % 10 : 8.0);
        int length = status switch { TrialStatus.Completed => epochs, TrialStatus.Pruned => epochs / 4, _ => 0 };
        IReadOnlyList<double> curve = objectives > 1 ? [] : [.. Enumerable.Range(1, length).Select(e => accuracy * (1 - Math.Exp(-5.0 * e / epochs)) + 0.004 * Math.Sin(e * number))];
        var ended = started.AddSeconds(seconds);
        double[] all = [curve.Count > 0 ? curve[^1] : accuracy, 30 - 22 * accuracy + 4 * Math.Sin(number), Math.Round(1e4 * Math.Pow(4, point[5]) * point[3])];
        var completed = status == TrialStatus.Completed;
        return trial with
        {
            Status = status,
            Objectives = completed ? all[..objectives] : [],
            Deviations = completed && seeds > 1 ? [.. all[..objectives].Select(v => Math.Abs(v) * 0.01)] : [],
            Curve = curve,
            Seconds = seconds,
            Ended = ended,
            Error = status != TrialStatus.Failed ? null : number % 40 == 13 ? "the loss of shape is not finite in epoch 2" : $"worker {number} ended with signal 9\nlast lines of its log: <none>",
            History = [new(1, place, started, ended, status)],
        };
    }

    private static double AccuracyOf(Point point)
    {
        var rate = Math.Log10(point[1]) + (point[0] == 0 ? 3 : 1.5);
        return 0.98 - 0.05 * rate * rate - (point.Has(2) ? 0.1 * Math.Pow(point[2] - 0.9, 2) : 0) - 0.1 * Math.Abs(point[4] - 0.2) - 0.01 * Math.Abs(point[3] - 3) + 0.01 * point[5];
    }
}
