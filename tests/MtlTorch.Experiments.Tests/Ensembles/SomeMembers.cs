using MtlTorch.Ensembles.Combining;
using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Ensembles;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Experiments.Tests.Running;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Ensembles;

/// <summary>Small runs that can be members, and folders for what is made of them.</summary>
internal sealed class SomeMembers : IDisposable
{
    private readonly List<Run> runs = [];
    private readonly TemporaryFolder folder = new();

    /// <summary>The members, in the order in which they were trained.</summary>
    public List<Member> Members { get; } = [];

    /// <summary>Trains one more member.</summary>
    public SomeMembers With(params string[] overrides) => With(Experiment.Sound, overrides);

    /// <summary>Trains one more member of another experiment.</summary>
    public SomeMembers With(string json, string[] overrides)
    {
        var run = Run.Of(json, overrides);
        runs.Add(run);
        var reader = new RunReader();
        Assert.That(reader.TryAdd(run.Folder.Path), run.Result.Error);
        Members.Add(Member.OfRun(reader.Runs[0]) with { Name = $"member {runs.Count}" });
        return this;
    }

    /// <summary>Three members with different seeds.</summary>
    public static SomeMembers Seeds() => new SomeMembers().With("seed=1").With("seed=2").With("seed=3");

    /// <summary>A path in a folder of its own.</summary>
    public string this[string name] => folder[name];

    /// <summary>Makes an ensemble.</summary>
    public (EnsembleRecord Record, RunResult Result) Build(string name, string combine = "", Func<ExperimentPlan, ExperimentPlan>? change = null)
    {
        var plan = EnsembleBuilder.PlanOf(Members[0], null);
        plan = change?.Invoke(plan) ?? plan;
        using var builder = new EnsembleBuilder(plan, Members, new GreedyOptions());
        return builder.Build(MadeFolder.Choose(plan.Config, folder[name], "ensemble", TimeProvider.System), CombinationChoice.Parse(combine.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    /// <summary>Averages the members' weights.</summary>
    public (AverageRecord Record, RunResult Result) Average(string name, AverageKind kind)
    {
        var plan = EnsembleBuilder.PlanOf(Members[0], null);
        return new AverageBuilder(plan, Members).Build(MadeFolder.Choose(plan.Config, folder[name], "average", TimeProvider.System), kind, 0.5);
    }

    /// <summary>Takes the members' runs away.</summary>
    public void DeleteRuns()
    {
        runs.ForEach(run => run.Dispose());
        runs.Clear();
    }

    public void Dispose()
    {
        DeleteRuns();
        folder.Dispose();
    }
}
