using System.Globalization;
using MtlTorch.Training;
using Serilog;

namespace MtlTorch.Experiments.Running;

/// <summary>Writes a training down, in metrics.jsonl, progress.json and log.txt, and passes it on to the reporter.</summary>
internal sealed class RunJournal(MetricsWriter metrics, ProgressWriter progress, ILogger log, IRunReporter reporter) : ITrainingObserver
{
    /// <summary>The last epoch that is written down; null before the first.</summary>
    public EpochRecord? Last { get; private set; }

    /// <summary>The best epoch that is written down; null before the first, or without a validation split.</summary>
    public EpochRecord? Best { get; private set; }

    /// <summary>Goes on after what an earlier process wrote down.</summary>
    public void GoOnAfter(IReadOnlyList<EpochRecord> epochs)
    {
        Last = epochs.Count > 0 ? epochs[^1] : null;
        Best = epochs.LastOrDefault(e => e.IsBest);
    }

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
        Last = record;
        Best = record.IsBest ? record : Best;
        metrics.Add(record);
        log.Information("Epoch {Epoch}: training losses {Losses:l}, score {Score}{Best:l}", record.Epoch, Text(record.TrainLosses), record.Score, record.IsBest ? " (best)" : "");
        if (record.SkippedSteps is > 0 and var skipped)
        {
            log.Information("Steps left out so far, because their scaled gradient was not finite: {Skipped}", skipped);
        }

        reporter.EpochDone(record);
    }

    private static string Text(IReadOnlyDictionary<string, double> values) =>
        string.Join(", ", values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key} {v.Value:g6}")));
}
