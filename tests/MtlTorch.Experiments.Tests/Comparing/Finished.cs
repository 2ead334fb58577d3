using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Tests.Comparing;

/// <summary>Finished runs of the sound experiment that never took place. "shape" has an accuracy, "size" an RMSE.</summary>
internal static class Finished
{
    /// <summary>A run of both tasks.</summary>
    public static FinishedRun Both(long seed, double accuracy, double rmse, params string[] overrides) =>
        Run($"both-s{seed}{string.Concat(overrides.Select(o => $"-{o}"))}", Config(seed, overrides), Figures(accuracy, rmse));

    /// <summary>A run of "shape" alone.</summary>
    public static FinishedRun Shape(long seed, double accuracy, params string[] overrides) =>
        Run($"shape-s{seed}{string.Concat(overrides.Select(o => $"-{o}"))}", Only("shape", Config(seed, overrides)), Figures(accuracy, null));

    /// <summary>A run of "size" alone.</summary>
    public static FinishedRun Size(long seed, double rmse, params string[] overrides) =>
        Run($"size-s{seed}{string.Concat(overrides.Select(o => $"-{o}"))}", Only("size", Config(seed, overrides)), Figures(null, rmse));

    /// <summary>Two seeds of both tasks with figures that are easy to compare, and single-task runs: delta m is 7.5 and -17.5 percent.</summary>
    public static IReadOnlyList<FinishedRun> Study =>
        [Both(1, 0.84, 1.8), Shape(1, 0.8), Size(1, 2.0), Both(2, 0.81, 5.0), Shape(2, 0.9), Size(2, 4.0)];

    /// <summary>Compares runs.</summary>
    public static Comparison Compare(this IReadOnlyList<FinishedRun> runs, ComparisonOptions? options = null, params IReadOnlyList<FinishedRun> named) =>
        Comparer.Compare(runs, named, options ?? new ComparisonOptions(), []);

    /// <summary>The row of a label.</summary>
    public static ComparisonRow Row(this Comparison comparison, string label) => comparison.Rows.Single(r => r.Label == label);

    private static FinishedRun Run(string path, ExperimentConfig config, Scores scores) =>
        new(path, config, new RunResult { Status = RunStatus.Completed, Epochs = 2, Seconds = 1, Test = scores, Validation = scores });

    private static ExperimentConfig Config(long seed, string[] overrides)
    {
        using var experiment = new Experiment();
        return ConfigTree.Read(experiment.File, [$"seed={seed}", .. overrides]).ToConfig();
    }

    private static ExperimentConfig Only(string task, ExperimentConfig config) =>
        config with { Tasks = config.Tasks.Where(t => t.Key == task).ToDictionary(t => t.Key, t => t.Value) };

    private static Scores Figures(double? accuracy, double? rmse)
    {
        var tasks = new Dictionary<string, IReadOnlyDictionary<string, double>>();
        if (accuracy is { } right)
        {
            tasks["shape"] = new Dictionary<string, double> { ["accuracy"] = right, ["f1"] = right / 2, ["loss"] = 1 - right };
        }

        if (rmse is { } error)
        {
            tasks["size"] = new Dictionary<string, double> { ["rmse"] = error, ["mae"] = error / 2, ["r2"] = 1 - error, ["loss"] = error };
        }

        return new Scores(tasks);
    }
}
