using System.Globalization;
using MtlTorch.Experiments.Sweeps.Journal;

namespace MtlTorch.Experiments.Sweeps.Reading;

/// <summary>Where the runs of trials lie.</summary>
public static class TrialPlaces
{
    private const string SeedPrefix = "seed-";

    /// <summary>The folder of a trial, from the folder of its sweep: "trials/0001".</summary>
    public static string Of(Trial trial) => string.Create(CultureInfo.InvariantCulture, $"trials/{trial.Number:0000}");

    /// <summary>The runs of a trial that have begun, from the folder of its sweep and by seed: "trials/0001/seed-1". Those that were taken over from elsewhere lie there.</summary>
    public static IReadOnlyList<string> Runs(SweepView sweep, Trial trial)
    {
        var folder = Path.Combine(sweep.Folder, trial.Reused is { } reused ? Path.GetRelativePath(sweep.Folder, reused) : Of(trial));
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var runs = Directory.EnumerateDirectories(folder, SeedPrefix + "*").OrderBy(SeedOf).ToList();
        return [.. (runs.Count > 0 || trial.Reused is null ? runs : [folder]).Select(run => Path.GetRelativePath(sweep.Folder, run).Replace('\\', '/'))];
    }

    private static long SeedOf(string run) =>
        long.TryParse(Path.GetFileName(run).AsSpan(SeedPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : long.MaxValue;
}
