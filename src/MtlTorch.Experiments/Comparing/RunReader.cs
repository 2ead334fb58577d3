using System.Text.Json;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Ensembles;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Comparing;

/// <summary>Finds runs in folders and reads those that came to their end. What is left out is noted, with what to do.</summary>
public sealed class RunReader
{
    private readonly List<FinishedRun> runs = [];
    private readonly List<string> notes = [];
    private readonly HashSet<string> seen = [];

    /// <summary>The finished runs, in the order in which they were found.</summary>
    public IReadOnlyList<FinishedRun> Runs => runs;

    /// <summary>What was left out and why, a sentence each.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>Reads the runs of a path: the folder of a run, of a study, or any folder with runs below it.</summary>
    /// <param name="option">What named the path, for errors.</param>
    /// <param name="path">The path.</param>
    /// <exception cref="InvalidOptionException">There is nothing, or no run in it.</exception>
    public void Add(string option, string path)
    {
        if (File.Exists(path))
        {
            notes.Add($"{path} is left out: it is a file; a run is a folder.");
            return;
        }

        if (!Directory.Exists(path))
        {
            throw new InvalidOptionException(option, $"there is no folder '{path}'.{NearestFolder(path)}");
        }

        var folders = Find(path).ToList();
        if (folders.Count == 0)
        {
            throw new InvalidOptionException(option, $"there is no run in {path}: a run's folder has a resolved.json. `mtl train` writes it.");
        }

        foreach (var folder in folders.Where(f => seen.Add(Path.TrimEndingDirectorySeparator(Path.GetFullPath(f)))))
        {
            Read(RunFolder.Open(folder));
        }
    }

    /// <summary>Reads a run's folder.</summary>
    /// <returns>Whether the run came to its end; if not, a note says so.</returns>
    public bool TryAdd(string folder)
    {
        var before = runs.Count;
        Read(RunFolder.Open(folder));
        return runs.Count > before;
    }

    private static string NearestFolder(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var parent = Path.GetDirectoryName(full);
        return Directory.Exists(parent)
            ? Nearest.Hint(Path.GetFileName(full), Directory.EnumerateDirectories(parent).Select(d => Path.GetFileName(d)))
            : "";
    }

    /// <summary>Run folders at or below a path, sorted by name; nothing is looked for within a run or behind a link, which may lead back.</summary>
    private static IEnumerable<string> Find(string path) =>
        File.Exists(Path.Combine(path, "resolved.json"))
            ? [path]
            : Directory.EnumerateDirectories(path).Where(d => new DirectoryInfo(d).LinkTarget is null).Order(StringComparer.Ordinal).SelectMany(Find);

    private void Read(RunFolder folder)
    {
        try
        {
            var config = ConfigTree.Read(folder.Resolved, []).ToConfig();
            if (!File.Exists(folder.Result))
            {
                notes.Add(RunLock.IsHeld(folder)
                    ? $"{folder.Path} is left out: it is still being trained."
                    : $"{folder.Path} is left out: it was cut off before its end. Finish it with `mtl train --resume {folder.Path}`.");
                return;
            }

            Take(folder, config, Deserialize<RunResult>(folder.Result));
        }
        catch (ConfigException e)
        {
            notes.Add($"{folder.Path} is left out: {e.Errors[0]}");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or MalformedFileException)
        {
            notes.Add($"{folder.Path} is left out: {Path.GetFileName(folder.Result)} cannot be read: {e.Message}");
        }
    }

    private void Take(RunFolder folder, ExperimentConfig config, RunResult result)
    {
        switch (result.Status)
        {
            case RunStatus.Completed:
                var environment = File.Exists(folder.Environment) ? Deserialize<EnvironmentRecord>(folder.Environment) : null;
                runs.Add(new FinishedRun(folder.Path, config, result) { Environment = environment, Keys = Made.KeysOf(folder.Path, config) });
                break;
            case RunStatus.Interrupted:
                notes.Add($"{folder.Path} is left out: it was interrupted after {result.Epochs} of {config.Trainer.Epochs} epochs. Finish it with `mtl train --resume {folder.Path}`.");
                break;
            default:
                notes.Add($"{folder.Path} is left out: it failed: {result.Error} See {folder.Log}.");
                break;
        }
    }

    private static T Deserialize<T>(string path) =>
        JsonSerializer.Deserialize<T>(File.ReadAllText(path), RunJson.Indented) ?? throw new JsonException($"{path} holds null.");
}
