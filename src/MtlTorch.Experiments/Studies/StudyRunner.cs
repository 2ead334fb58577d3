using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Comparing.Reports;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Studies;

/// <summary>Trains the runs of a study one after the other; those that are complete are not repeated.</summary>
/// <param name="folder">The study's folder.</param>
/// <param name="points">The runs.</param>
/// <param name="reporter">Shows how it goes.</param>
/// <param name="clock">Measures the time.</param>
public sealed class StudyRunner(StudyFolder folder, IReadOnlyList<StudyPoint> points, IStudyReporter reporter, TimeProvider clock)
{
    /// <summary>Trains what is missing. A run that fails does not keep the others from training.</summary>
    /// <param name="train">Trains one run into its folder; the last argument says whether it goes on there.</param>
    /// <returns>How it ended: completed if all runs are complete.</returns>
    public RunStatus Run(Func<StudyPoint, RunFolder, bool, RunResult> train)
    {
        var status = RunStatus.Completed;
        for (var i = 0; i < points.Count; i++)
        {
            var isComplete = folder.StateOf(points[i]) == PointState.Complete;
            reporter.PointReached(points[i], i + 1, points.Count, isComplete);
            if (isComplete)
            {
                continue;
            }

            var (run, resumes) = folder.Begin(points[i], clock);
            var result = train(points[i], run, resumes);
            if (result.Status == RunStatus.Interrupted)
            {
                return RunStatus.Interrupted;
            }

            status = result.Status == RunStatus.Failed ? RunStatus.Failed : status;
        }

        return status;
    }

    /// <summary>Compares the complete runs and writes comparison.md, .csv, .json and .html into the study's folder.</summary>
    /// <returns>Null if no run is complete.</returns>
    public Comparison? Compare()
    {
        var reader = new RunReader();
        foreach (var path in points.Select(folder.PathOf).Where(Directory.Exists))
        {
            reader.TryAdd(path);
        }

        if (reader.Runs.Count == 0)
        {
            return null;
        }

        var comparison = Comparer.Compare(reader.Runs, [], new ComparisonOptions(), reader.Notes);
        ComparisonFile.WriteAll(folder.Path, comparison);
        return comparison;
    }
}

/// <summary>Shows a study to whoever started it.</summary>
public interface IStudyReporter
{
    /// <summary>A run is about to begin, or is complete already.</summary>
    /// <param name="point">The run.</param>
    /// <param name="number">Which it is, from 1.</param>
    /// <param name="count">Number of runs.</param>
    /// <param name="isComplete">Whether it is complete already.</param>
    void PointReached(StudyPoint point, int number, int count, bool isComplete);
}
