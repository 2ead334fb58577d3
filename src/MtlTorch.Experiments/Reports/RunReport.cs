using MtlTorch.Experiments.Ensembles;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Reports;

/// <summary>The page of one run: report.html in its folder.</summary>
public static class RunReport
{
    /// <summary>Writes the page from what the run has left so far.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="path">Where to; report.html in the run's folder if null.</param>
    /// <returns>The page's path.</returns>
    public static string Write(RunFolder folder, string? path = null)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder.Path)));
        var page = new ReportPage { Title = name, Kind = "run", Runs = [RunFiles.Read(folder)], Tables = EnsembleTables.In(folder.Path) };
        page.Write(path ?? folder.Report);
        return path ?? folder.Report;
    }
}
