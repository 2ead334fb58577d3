using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Ensembles;

namespace MtlTorch.Experiments.Sweeps.Running;

/// <summary>Finished runs by their identity.</summary>
public sealed class FinishedRuns
{
    private readonly Dictionary<string, string> folders = [];

    private FinishedRuns()
    {
    }

    /// <summary>No runs at all.</summary>
    public static FinishedRuns None { get; } = new();

    /// <summary>Number of runs, no two the same.</summary>
    public int Count => folders.Count;

    /// <summary>Finds the finished runs at or below some folders; what is not finished is left aside.</summary>
    /// <exception cref="InvalidOptionException">There is no such folder, or no run in it.</exception>
    public static FinishedRuns In(IReadOnlyList<string> paths)
    {
        var reader = new RunReader();
        foreach (var path in paths)
        {
            reader.Add("--reuse", path);
        }

        var found = new FinishedRuns();
        foreach (var run in reader.Runs.Where(r => r.Result is { Validation: not null, BestEpoch: not null } && !IsMade(r.Path)))
        {
            found.folders.TryAdd(RunIdentity.Of(run.Config), run.Path);
        }

        return found;
    }

    /// <summary>Whether a folder was made of others, by averages or combinations: its configuration does not say what it is.</summary>
    private static bool IsMade(string path) => EnsembleRecord.IsIn(path) || File.Exists(AverageRecord.FileIn(path));

    /// <summary>The folders of runs with these identities; null unless all are there.</summary>
    public IReadOnlyList<string>? Find(IReadOnlyList<string> identities) =>
        identities.All(folders.ContainsKey) ? [.. identities.Select(i => folders[i])] : null;
}
