namespace MtlTorch.Experiments.Comparing;

/// <summary>What models are compared with: for each task and seed a run.</summary>
/// <param name="Label">Its name.</param>
/// <param name="ByTask">The group that has a task.</param>
public sealed record Reference(string Label, IReadOnlyDictionary<string, RunGroup> ByTask)
{
    /// <summary>A group that has all its tasks in one model.</summary>
    public static Reference Of(string label, RunGroup group) => new(label, group.Tasks.ToDictionary(t => t, _ => group));

    /// <summary>The run of a task and seed, or null.</summary>
    public FinishedRun? RunOf(string task, long seed) => ByTask.GetValueOrDefault(task)?.OfSeed(seed);

    /// <summary>Whether a group is this reference.</summary>
    public bool Is(RunGroup group) => ByTask.Values.All(g => ReferenceEquals(g, group));
}
