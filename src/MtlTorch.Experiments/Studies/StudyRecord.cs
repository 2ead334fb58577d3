using System.Text.Json;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Studies;

/// <summary>What a study consists of: the content of study.json.</summary>
/// <param name="Seeds">The seeds.</param>
/// <param name="Baselines">"single-task", or null for none.</param>
/// <param name="Runs">Names of its runs' folders.</param>
public sealed record StudyRecord(IReadOnlyList<long> Seeds, string? Baselines, IReadOnlyList<string> Runs)
{
    /// <summary>The file in a study's folder.</summary>
    /// <param name="folder">The study's folder.</param>
    public static string FileIn(string folder) => Path.Combine(folder, "study.json");

    /// <summary>The record of a study; null if the folder is none.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidOptionException">The record is damaged.</exception>
    public static StudyRecord? Read(string folder)
    {
        if (!File.Exists(FileIn(folder)))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<StudyRecord>(File.ReadAllText(FileIn(folder)), RunJson.Indented) is { Seeds: not null } record ? record : throw new JsonException("it names no seeds.");
        }
        catch (JsonException e)
        {
            throw new InvalidOptionException("", $"{FileIn(folder)} is damaged: {e.Message} Train {folder}'s experiment.json with --seeds and --run-dir to go on.");
        }
    }
}
