using MtlTorch.Ensembles.Combining;

namespace MtlTorch.Experiments.Ensembles;

/// <summary>Which combinations an ensemble is asked to take: one for all tasks, some for single tasks, or none, so that the validation split chooses.</summary>
/// <param name="ForAll">For tasks that are not named; null to choose.</param>
/// <param name="ByTask">For single tasks.</param>
public sealed record CombinationChoice(CombinationKind? ForAll, IReadOnlyDictionary<string, CombinationKind> ByTask)
{
    private const string Option = "--combine";

    /// <summary>Reads "KIND" and "TASK=KIND".</summary>
    /// <exception cref="InvalidOptionException">A kind is not known, or something is said twice.</exception>
    public static CombinationChoice Parse(IEnumerable<string> words)
    {
        CombinationKind? all = null;
        var tasks = new Dictionary<string, CombinationKind>();
        foreach (var parts in words.Select(w => w.Split('=', 2)))
        {
            var kind = CombinationNames.Parse(Option, parts[^1]);
            if (parts.Length == 1 ? all is not null : !tasks.TryAdd(parts[0], kind))
            {
                throw new InvalidOptionException(Option, $"{(parts.Length == 1 ? "all tasks are" : $"'{parts[0]}' is")} told twice how to combine. Say it once.");
            }

            all = parts.Length == 1 ? kind : all;
        }

        return new CombinationChoice(all, tasks);
    }

    /// <summary>Refuses names of tasks that the ensemble does not have.</summary>
    /// <exception cref="InvalidOptionException">There is such a name.</exception>
    public void Check(IReadOnlyList<string> tasks)
    {
        if (ByTask.Keys.FirstOrDefault(t => !tasks.Contains(t)) is { } unknown)
        {
            throw new InvalidOptionException(Option, $"there is no task '{unknown}' to combine; there are {string.Join(", ", tasks)}.{Nearest.Hint(unknown, tasks)}");
        }
    }

    /// <summary>The kinds of all tasks, or null where the validation split is to choose some of them.</summary>
    /// <param name="tasks">The tasks.</param>
    public IReadOnlyDictionary<string, CombinationKind>? Settled(IReadOnlyList<string> tasks) =>
        tasks.All(t => ForAll is not null || ByTask.ContainsKey(t)) ? For(tasks, ForAll ?? default) : null;

    /// <summary>The kinds of all tasks, where those that are not named take a given one.</summary>
    public IReadOnlyDictionary<string, CombinationKind> For(IReadOnlyList<string> tasks, CombinationKind other) =>
        tasks.ToDictionary(t => t, t => ByTask.TryGetValue(t, out var kind) ? kind : ForAll ?? other);
}
