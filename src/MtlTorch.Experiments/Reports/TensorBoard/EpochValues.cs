using MtlTorch.Experiments.Reports.TensorBoard.Protos;
using MtlTorch.Experiments.Running;
using MtlTorch.Training;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Reports.TensorBoard;

/// <summary>The numbers of an epoch and of a whole run: train/TASK/loss, validation/TASK/METRIC, penalty/REGULARIZER, result/test/TASK/METRIC.</summary>
internal static class EpochValues
{
    /// <summary>The numbers of an epoch, weights left out.</summary>
    /// <param name="record">The epoch.</param>
    /// <param name="steps">Steps that its seconds were spent on.</param>
    public static IEnumerable<SummaryValue> Of(EpochRecord record, long steps) =>
    [
        .. record.TrainLosses.Select(t => Values.Scalar($"train/{t.Key}/{Scores.Loss}", t.Value)),
        .. (record.Penalties ?? new Dictionary<string, double>()).Select(p => Values.Scalar($"penalty/{p.Key}", p.Value)),
        .. Figures("validation", record.Validation),
        .. Number("validation/score", record.Score),
        Values.Scalar("optimizer/learningRate", record.LearningRate),
        Values.Scalar("time/epoch", record.Epoch),
        Values.Scalar("time/trainSeconds", record.TrainSeconds),
        .. Number("time/validationSeconds", record.Validation is null ? null : record.ValidationSeconds),
        .. Number("time/stepsPerSecond", record.TrainSeconds > 0 ? steps / record.TrainSeconds : null),
    ];

    /// <summary>The figures of the best epoch, as result.json has them.</summary>
    public static IEnumerable<SummaryValue> Final(RunResult result) =>
    [
        .. Figures("result/validation", result.Validation),
        .. Figures("result/test", result.Test),
        .. Number("result/bestEpoch", result.BestEpoch),
    ];

    private static IEnumerable<SummaryValue> Figures(string prefix, Scores? scores) =>
        scores?.Tasks.SelectMany(task => Values.Scalars($"{prefix}/{task.Key}", task.Value)) ?? [];

    private static IEnumerable<SummaryValue> Number(string tag, double? value) => value is { } number ? [Values.Scalar(tag, number)] : [];
}
