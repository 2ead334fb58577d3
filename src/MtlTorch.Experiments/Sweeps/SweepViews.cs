using MtlTorch.Experiments.Catalogue;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Reports;
using MtlTorch.Experiments.Sweeps.Journal;
using MtlTorch.Experiments.Sweeps.Objectives;
using MtlTorch.Experiments.Sweeps.Reading;
using MtlTorch.Experiments.Sweeps.Running;

namespace MtlTorch.Experiments.Sweeps;

/// <summary>Sweeps as their folders tell them.</summary>
public static class SweepViews
{
    private const int MostForHypervolume = 4;

    /// <summary>Looks at a sweep, also while it goes on.</summary>
    /// <exception cref="ConfigException">Its files are damaged, or the data of its experiment is gone.</exception>
    public static SweepView Of(SweepFolder folder) => Of(folder, SweepPlan.Reopen(folder));

    /// <summary>Looks at a sweep whose plan is known.</summary>
    public static SweepView Of(SweepFolder folder, SweepPlan plan) => new()
    {
        Folder = folder.Path,
        Name = plan.Config.Name,
        Space = plan.Space,
        Objectives = [.. plan.Objectives.Select(o => o.Name)],
        Trials = TrialsOf(folder),
        Planned = plan.Planned,
        Seeds = plan.Config.Seeds,
        Sampler = Components.Samplers.KindOf(plan.Config.Sampler),
        Pruner = Components.Pruners.KindOf(plan.Config.Pruner),
    };

    /// <summary>The trials; those whose driver is gone wait for the next one, whatever the journal said last.</summary>
    private static IReadOnlyList<Trial> TrialsOf(SweepFolder folder)
    {
        var drivers = new SweepDrivers(folder);
        return [.. folder.Journal.Look().Select(t => t.Status == TrialStatus.Running && !drivers.IsAtWork(t.By) ? t with { Status = TrialStatus.Waiting } : t)];
    }

    /// <summary>Writes the page and the table of a sweep into its folder, as it stands.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static void WriteFiles(SweepFolder folder, SweepPlan plan)
    {
        var view = Of(folder, plan);
        SweepReport.Write(view, hypervolume: HypervolumeOf(view));
        SweepCsv.Write(view, folder.File("trials.csv"));
    }

    /// <summary>What the Pareto front dominates, up to the worst value of each objective; null with one objective, or too many for an exact value.</summary>
    public static double? HypervolumeOf(SweepView view)
    {
        var done = view.Trials.Where(t => t.Status == TrialStatus.Completed).Select(view.LossesOf).ToList();
        return view.Objectives.Count is < 2 or > MostForHypervolume || done.Count == 0
            ? null
            : Hypervolume.Of([.. view.Best().Select(view.LossesOf)], [.. Enumerable.Range(0, view.Objectives.Count).Select(i => done.Max(l => l[i]))]);
    }
}
