using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Reports.TensorBoard;
using MtlTorch.Experiments.Sweeps.Configs;
using MtlTorch.Training;
using MtlTorch.Training.Probing;

namespace MtlTorch.Experiments.Catalogue;

/// <summary>The parts of experiment files and sweep files that have no "kind".</summary>
public static class ExperimentSections
{
    /// <summary>The experiment file as a whole, the trainer, a probe, what is written for TensorBoard, and the sweep file.</summary>
    public static IReadOnlyList<(string Name, Explanation Explanation)> All { get; } =
    [
        ("experiment", Explanation.Of("experiment", "$", typeof(ExperimentConfig)) with { Nested = [] }),
        ("trainer", Explanation.Of("trainer", "$.trainer", typeof(TrainerOptions))),
        ("probes", Explanation.Of("probes", "$.probes.NAME", typeof(ProbeOptions))),
        ("tensorBoard", Explanation.Of("tensorBoard", "$.tensorBoard", typeof(TensorBoardOptions))),
        ("sweep", Explanation.Of("sweep", "$ of a sweep file", typeof(SweepConfig))),
    ];

    /// <summary>Everything that a name can mean: sections, kinds (in several groups perhaps), "GROUP/KIND".</summary>
    public static IReadOnlyList<Explanation> Find(string name)
    {
        var sections = All.Where(s => s.Name == name).Select(s => s.Explanation);
        var components = Components.Groups.SelectMany(g => g.Components
            .Where(c => c.Kind == name || $"{g.Name}/{c.Kind}" == name)
            .Select(c => Explanation.Of(g, c)));
        return [.. sections, .. components];
    }

    /// <summary>All names that <see cref="Find"/> knows.</summary>
    public static IEnumerable<string> Names => All.Select(s => s.Name).Concat(Components.Groups.SelectMany(g => g.Components, (_, c) => c.Kind)).Distinct();
}
