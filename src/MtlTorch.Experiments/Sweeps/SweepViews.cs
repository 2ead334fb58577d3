using MtlTorch.Experiments.Catalogue;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Sweeps.Reading;

namespace MtlTorch.Experiments.Sweeps;

/// <summary>Sweeps as their folders tell them.</summary>
public static class SweepViews
{
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
        Trials = folder.Journal.Look(),
        Planned = plan.Config.Trials,
        Seeds = plan.Config.Seeds,
        Sampler = Components.Samplers.KindOf(plan.Config.Sampler),
        Pruner = Components.Pruners.KindOf(plan.Config.Pruner),
    };
}
