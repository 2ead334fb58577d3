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

    /// <summary>A study may grow; runs that were asked for are not forgotten.</summary>
    /// <param name="folder">The study's folder.</param>
    /// <param name="seeds">The seeds that are asked for now.</param>
    /// <param name="baselines">The baselines that are asked for now.</param>
    /// <exception cref="InvalidOptionException">The study has more.</exception>
    public void RefuseLess(string folder, IReadOnlyList<long> seeds, string? baselines)
    {
        if (Seeds.Except(seeds).Any())
        {
            throw new InvalidOptionException("--seeds", $"the study in {folder} has the seeds {string.Join(", ", Seeds)}. Name these and more (--seeds {string.Join(',', Seeds.Union(seeds))}), or another folder.");
        }

        if (Baselines is not null && baselines is null)
        {
            throw new InvalidOptionException("--baselines", $"the study in {folder} has the baselines {Baselines}. Say --baselines {Baselines}, or name another folder.");
        }
    }

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
        catch (JsonException)
        {
            throw new InvalidOptionException("", $"{FileIn(folder)} is damaged. Delete it, then go on: mtl train {Path.Combine(folder, "experiment.json")} --run-dir {folder}, with --seeds and --baselines as the study has them.");
        }
    }
}
