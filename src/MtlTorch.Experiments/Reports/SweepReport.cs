using MtlTorch.Experiments.Sweeps.Reading;

namespace MtlTorch.Experiments.Reports;

/// <summary>The page of a sweep: report.html in its folder.</summary>
public static class SweepReport
{
    /// <summary>Name of the page in the folder of a sweep.</summary>
    public const string FileName = "report.html";

    /// <summary>Writes the page from what the sweep has left so far, over an older one.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="path">Where to; report.html in the sweep's folder if null. Links to the reports of runs go from there.</param>
    /// <param name="now">The time for which it is written; the clock's if null.</param>
    /// <param name="hypervolume">What the Pareto front dominates, where somebody computed it.</param>
    /// <returns>The page's path.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static string Write(SweepView sweep, string? path = null, DateTimeOffset? now = null, double? hypervolume = null)
    {
        path ??= Path.Combine(sweep.Folder, FileName);
        var data = new SweepPageData(sweep, Path.GetDirectoryName(Path.GetFullPath(path))!, now ?? TimeProvider.System.GetUtcNow(), hypervolume);
        new ReportPage { Title = $"{sweep.Name} \u2013 sweep", Kind = "sweep", Runs = [], Sweep = data.Json() }.Write(path);
        return path;
    }
}
