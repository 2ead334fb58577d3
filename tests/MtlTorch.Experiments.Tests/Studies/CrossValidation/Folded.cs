using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Studies;
using MtlTorch.Experiments.Studies.CrossValidation;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Training;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Tests.Studies.CrossValidation;

/// <summary>Points with scores that nobody trained for.</summary>
internal static class Folded
{
    private static readonly ExperimentConfig Config = Sound();

    /// <summary>A point with a score per epoch and fold, one dealing.</summary>
    public static PointScore Point(IReadOnlyList<string> values, params double[][] scores) => Point(1, values, 1, scores);

    /// <summary>A point of several dealings, their folds one after the other.</summary>
    public static PointScore Point(int number, IReadOnlyList<string> values, int repeats, double[][] scores, int? failed = null)
    {
        var folds = scores.Length / repeats;
        var outcomes = scores.Select((s, i) => new FoldOutcome(
            new FoldRun(i / folds + 1, i % folds + 1, new RunRequest($"p{number}-r{i / folds + 1}-f{i % folds + 1}", Config)),
            [.. s.Select((score, e) => Epoch(e + 1, score))],
            failed == i ? "failed: it broke" : null));
        return PointScore.Of(new GridPoint(number, values, Config), [.. outcomes]);
    }

    private static EpochRecord Epoch(int number, double score) => new()
    {
        Epoch = number,
        TrainLosses = new Dictionary<string, double>(),
        Weights = null,
        LearningRate = 1,
        Score = score,
        Validation = new Scores(new Dictionary<string, IReadOnlyDictionary<string, double>> { ["size"] = new Dictionary<string, double> { ["rmse"] = -score } }),
    };

    private static ExperimentConfig Sound()
    {
        using var experiment = new Experiment();
        return experiment.Compose().Config;
    }
}
