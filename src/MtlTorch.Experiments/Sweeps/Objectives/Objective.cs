using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps.Reading;
using MtlTorch.Training;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Sweeps.Objectives;

/// <summary>What a sweep tries to reach: a number of each run, from its figures on the validation split. The test split has no say.</summary>
public sealed class Objective
{
    private const string MeanOf = "mean.";

    private readonly Func<RunResult, EpochRecord, double>? ofRun;
    private readonly Func<EpochRecord, double> ofEpoch;

    private Objective(string name, bool higherIsBetter, Func<EpochRecord, double> ofEpoch, Func<RunResult, EpochRecord, double>? ofRun = null) =>
        (Name, this.ofEpoch, this.ofRun) = (new ObjectiveName(name, higherIsBetter), ofEpoch, ofRun);

    /// <summary>Its name, and which of two values is better.</summary>
    public ObjectiveName Name { get; }

    /// <summary>Whether it has a value after each epoch.</summary>
    public bool HasCurve => ofRun is null;

    /// <summary>What a sweep file names.</summary>
    /// <param name="text">See <see cref="Configs.SweepConfig.Objective"/>.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="baseline">Figures of single-task models; null where none are named.</param>
    /// <exception cref="InvalidOptionException">There is no such objective.</exception>
    public static Objective Parse(string text, ExperimentConfig experiment, SingleTaskFigures? baseline)
    {
        var metrics = experiment.Tasks.SelectMany(t => t.Value.Metrics(), (t, m) => (Task: t.Key, Metric: m.Name, m.HigherIsBetter))
            .Concat(experiment.Tasks.Select(t => (Task: t.Key, Metric: Scores.Loss, HigherIsBetter: false))).ToList();
        return text switch
        {
            "score" => new Objective($"score ({experiment.Trainer.Select})", higherIsBetter: true, e => e.Score ?? double.NaN),
            "parameters" => new Objective(text, higherIsBetter: false, _ => double.NaN, (result, _) => result.Parameters),
            "multiply-adds" => new Objective(text, higherIsBetter: false, _ => double.NaN, (result, _) => result.MultiplyAdds),
            "delta-m" => baseline is null
                ? throw new InvalidOptionException("objective", "delta-m compares with single-task models: name the folder of their runs with \"baseline\". mtl train EXPERIMENT --baselines single-task trains them.")
                : new Objective("delta m, %", higherIsBetter: true, e => e.Validation is null ? double.NaN : baseline.DeltaM(e.Validation)),
            _ when metrics.FirstOrDefault(m => $"{m.Task}.{m.Metric}" == text) is { Task: not null } one =>
                new Objective($"{one.Task} {one.Metric}", one.HigherIsBetter, e => Figure(e.Validation, one.Task, one.Metric)),
            _ when text.StartsWith(MeanOf, StringComparison.Ordinal) && metrics.Where(m => m.Metric == text[MeanOf.Length..]).ToList() is { Count: > 0 } all =>
                new Objective($"mean {all[0].Metric}", all[0].HigherIsBetter, e => all.Average(m => Figure(e.Validation, m.Task, m.Metric))),
            _ => throw Unknown(text, ["score", .. metrics.Select(m => $"{m.Task}.{m.Metric}"), .. metrics.GroupBy(m => m.Metric).Where(g => g.Count() > 1).Select(g => MeanOf + g.Key), "delta-m", "parameters", "multiply-adds"]),
        };
    }

    /// <summary>The value after an epoch; NaN where there is none.</summary>
    public double After(EpochRecord epoch) => ofEpoch(epoch);

    /// <summary>The value of a run that came to its end.</summary>
    /// <param name="result">Its result.</param>
    /// <param name="best">Its best epoch.</param>
    public double Of(RunResult result, EpochRecord best) => ofRun is null ? ofEpoch(best) : ofRun(result, best);

    /// <summary>A figure; NaN where there is none: a space may vary what tasks there are, and what they are measured by.</summary>
    private static double Figure(Scores? scores, string task, string metric) =>
        scores is not null && scores.Tasks.TryGetValue(task, out var figures) && figures.TryGetValue(metric, out var figure) ? figure : double.NaN;

    private static InvalidOptionException Unknown(string text, IReadOnlyList<string> known) =>
        new("objective", $"'{text}' is not known.{Nearest.Hint(text, known)} Known: {string.Join(", ", known)}.");
}
