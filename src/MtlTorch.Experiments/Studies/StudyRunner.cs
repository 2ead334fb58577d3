using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Comparing.Reports;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Studies;

/// <summary>Trains the runs of a study, one after the other or several at once; those that are complete are not repeated.</summary>
/// <param name="folder">The study's folder.</param>
/// <param name="points">The runs.</param>
/// <param name="reporter">Shows how it goes.</param>
/// <param name="clock">Measures the time.</param>
public sealed class StudyRunner(StudyFolder folder, IReadOnlyList<StudyPoint> points, IPoolReporter reporter, TimeProvider clock)
{
    /// <summary>Trains what is missing. A run that fails does not keep the others from training.</summary>
    /// <param name="train">Trains one run into its folder; the last argument says whether it goes on there.</param>
    /// <param name="jobs">How many are trained at once.</param>
    /// <param name="stop">Asks to begin no other run.</param>
    /// <returns>How it ended: completed if all runs are complete.</returns>
    public RunStatus Run(Func<StudyPoint, RunFolder, bool, RunResult> train, int jobs = 1, CancellationToken stop = default)
    {
        var byName = points.ToDictionary(p => p.Name);
        var pool = new RunPool(folder.Runs, [.. points.Select(p => p.Request)], reporter, clock);
        return pool.Run(jobs, (run, path, resumes) => train(byName[run.Name], path, resumes), stop);
    }

    /// <summary>Compares the complete runs and writes comparison.md, .csv, .json and .html into the study's folder.</summary>
    /// <param name="folder">The study's folder.</param>
    /// <param name="points">The runs.</param>
    /// <returns>Null if no run is complete.</returns>
    public static Comparison? Compare(StudyFolder folder, IReadOnlyList<StudyPoint> points)
    {
        var reader = new RunReader();
        foreach (var path in points.Select(p => folder.Runs.PathOf(p.Request)).Where(Directory.Exists))
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
