using System.Globalization;
using MtlTorch.Training;
using MtlTorch.Training.Evaluation;
using Serilog;

namespace MtlTorch.Experiments.Running;

/// <summary>Writes a training down, in metrics.jsonl, progress.json and log.txt, and passes it on to the reporter.</summary>
internal sealed class RunJournal(MetricsWriter metrics, ProgressWriter progress, ILogger log, IRunReporter reporter) : ITrainingObserver
{
    /// <summary>Figures of the best epoch so far on the validation split; null before the first, or without one.</summary>
    public Scores? Best { get; set; }

    public void EpochStarted(int epoch, long batches, long batchesDone)
    {
        progress.EpochStarted(epoch, batches, batchesDone);
        reporter.EpochStarted(epoch, batches, batchesDone);
    }

    public void StepDone(long batch, Func<IReadOnlyList<double>> losses)
    {
        progress.StepDone(batch);
        reporter.StepDone(batch, losses);
    }

    public void GradientsMeasured(GradientRecord record)
    {
        metrics.Add(record);
        reporter.GradientsMeasured(record);
    }

    public void EpochDone(EpochRecord record)
    {
        Best = record.IsBest ? record.Validation : Best;
        metrics.Add(record);
        log.Information("Epoch {Epoch}: training losses {Losses:l}, score {Score}{Best:l}", record.Epoch, Text(record.TrainLosses), record.Score, record.IsBest ? " (best)" : "");
        reporter.EpochDone(record);
    }

    private static string Text(IReadOnlyDictionary<string, double> values) =>
        string.Join(", ", values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key} {v.Value:g6}")));
}
