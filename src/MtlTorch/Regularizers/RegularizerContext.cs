using MtlTorch.Tensors;

namespace MtlTorch.Regularizers;

/// <summary>What regularizers are made for.</summary>
/// <param name="Weights">All parameters that learn, in the order of the model.</param>
/// <param name="Tasks">Names of the tasks, in their order.</param>
/// <param name="RowsOf">Training rows with a label of a task; all training rows for null.</param>
/// <param name="Randomness">The random numbers of the run.</param>
public sealed record RegularizerContext(
    IReadOnlyList<ModelWeight> Weights, IReadOnlyList<string> Tasks, Func<string?, long> RowsOf, Randomness Randomness)
{
    private const string All = "all";
    private const string Shared = "shared";
    private const string Heads = "heads";
    private const string OfTask = "task:";

    /// <summary>The weights of some places, in the order of the model.</summary>
    /// <param name="on">"all", "shared", "heads", "task:NAME", or a name or the beginning of names up to a dot.</param>
    /// <param name="biases">Whether biases belong to them.</param>
    /// <exception cref="InvalidOptionException">There is nothing of a place.</exception>
    public IReadOnlyList<ModelWeight> Select(IReadOnlyList<string> on, bool biases)
    {
        var found = new HashSet<ModelWeight>(ReferenceEqualityComparer.Instance);
        foreach (var place in on)
        {
            var there = Weights.Where(w => IsAt(w, place) && (w.Role == WeightRole.Weight || (biases && w.Role == WeightRole.Bias))).ToList();
            if (there.Count == 0)
            {
                throw new InvalidOptionException("on", $"there is no weight that learns at '{place}'. {Known()}");
            }

            found.UnionWith(there);
        }

        return [.. Weights.Where(found.Contains)];
    }

    /// <summary>The tasks of some places, in their order.</summary>
    /// <param name="on">"all", "heads", or "task:NAME".</param>
    /// <param name="sharedIsAll">Whether "shared" stands for all tasks, too.</param>
    /// <exception cref="InvalidOptionException">A place is something else, or no task has the name.</exception>
    public IReadOnlyList<string> SelectTasks(IReadOnlyList<string> on, bool sharedIsAll = false)
    {
        var found = on.SelectMany(place => place switch
        {
            All or Heads => Tasks,
            Shared when sharedIsAll => Tasks,
            _ when TaskOf(place) is { } task => [task],
            _ => throw new InvalidOptionException("on", $"'{place}' stands for no task. Use \"all\"{(sharedIsAll ? ", \"shared\"" : "")}, or \"task:NAME\" with one of {string.Join(", ", Tasks)}."),
        }).ToHashSet();
        return [.. Tasks.Where(found.Contains)];
    }

    /// <summary>The first matrix [outputs, F] of each head, which reads the features.</summary>
    /// <exception cref="InvalidOptionException">A head has none that learns, or the tasks' features are not the same in number.</exception>
    public IReadOnlyList<ModelWeight> FirstLayersOf(IReadOnlyList<string> tasks)
    {
        var first = tasks.Select(task => Weights.FirstOrDefault(w => w.Task == task && w.Role == WeightRole.Weight && w.Values.dim() == 2)
            ?? throw new InvalidOptionException("on", $"the head of '{task}' has no linear layer that learns. Name the other tasks.")).ToList();
        return first.FirstOrDefault(w => w.Values.size(1) != first[0].Values.size(1)) is { } odd
            ? throw new InvalidOptionException("on", $"the heads read different features: that of '{first[0].Task}' {first[0].Values.size(1)}, that of '{odd.Task}' {odd.Values.size(1)}. Name tasks that read the same.")
            : first;
    }

    /// <summary>"all" for several places at once: what the name of a regularizer ends with.</summary>
    public static string Label(string kind, IReadOnlyList<string> on) => $"{kind}:{string.Join('+', on)}";

    /// <summary>The name of the task that a place stands for; null if it stands for none.</summary>
    internal string? TaskOf(string place) =>
        place.StartsWith(OfTask, StringComparison.Ordinal) && Tasks.Contains(place[OfTask.Length..]) ? place[OfTask.Length..] : null;

    /// <summary>The places that are left where there is one task alone.</summary>
    internal static IReadOnlyList<string> Without(IReadOnlyList<string> on, string onlyTask) =>
        [.. on.Where(p => p.StartsWith(OfTask, StringComparison.Ordinal) ? p[OfTask.Length..] == onlyTask : !p.StartsWith($"{Heads}.", StringComparison.Ordinal) || p == $"{Heads}.{onlyTask}" || p.StartsWith($"{Heads}.{onlyTask}.", StringComparison.Ordinal))];

    private static bool IsAt(ModelWeight weight, string place) => place switch
    {
        All => true,
        Shared => weight.Task is null,
        Heads => weight.Task is not null,
        _ when place.StartsWith(OfTask, StringComparison.Ordinal) => weight.Task == place[OfTask.Length..],
        _ => weight.Name == place || weight.Name.StartsWith(place + ".", StringComparison.Ordinal),
    };

    private string Known()
    {
        var places = Tasks.Select(t => OfTask + t).Prepend(Heads).Prepend(Shared).Prepend(All);
        var names = Weights.Where(w => w.Role != WeightRole.Normalization).Select(w => w.Name);
        return $"There are {string.Join(", ", places)}, and names or beginnings of {string.Join(", ", names)}. Biases count with \"biases\": true alone, frozen parts never.";
    }
}
