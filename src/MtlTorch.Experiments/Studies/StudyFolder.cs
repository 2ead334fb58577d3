using System.Text.Json;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Studies;

/// <summary>
/// The folder of a study: a run folder for each of its runs, the experiment, and in the end the comparison. While it is open
/// no other process may train into it.
/// </summary>
public sealed class StudyFolder : IDisposable
{
    private readonly RunLock claim;

    private StudyFolder(string path, RunLock claim)
    {
        Path = path;
        this.claim = claim;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The whole configuration of the experiment; training it with the seeds in study.json repeats the study.</summary>
    public string Experiment => ExperimentIn(Path);

    /// <summary>The experiment's file in a study's folder.</summary>
    public static string ExperimentIn(string path) => System.IO.Path.Combine(path, "experiment.json");

    /// <summary>Opens the folder of a study that went so far, or makes a new one.</summary>
    /// <param name="config">The experiment.</param>
    /// <param name="seeds">The seeds.</param>
    /// <param name="baselines">"single-task" or null.</param>
    /// <param name="points">All runs; those that are there already must be of these configurations.</param>
    /// <param name="requested">The folder that the user named, or null for a new one below runs/NAME.</param>
    /// <param name="clock">Gives the time in the folder's name.</param>
    /// <exception cref="InvalidOptionException">The folder holds something else, is in use, or cannot be made.</exception>
    public static StudyFolder Open(
        ExperimentConfig config, IReadOnlyList<long> seeds, string? baselines, IReadOnlyList<StudyPoint> points, string? requested, TimeProvider clock)
    {
        var text = JsonSerializer.Serialize(config, ConfigJson.Options) + "\n";
        var path = requested ?? RunFolder.Candidates(config, text, clock).Select(p => $"{p}-study").First(p => !Directory.Exists(p));
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any() && !File.Exists(StudyRecord.FileIn(path)) && !File.Exists(ExperimentIn(path)))
        {
            throw new InvalidOptionException("--run-dir", $"{path} is not empty and not the folder of a study. Name another folder; a run never writes over another.");
        }

        var folder = new StudyFolder(path, Claim(path));
        try
        {
            foreach (var point in points)
            {
                folder.Runs.RefuseOther(point.Request);
            }

            if (StudyRecord.Read(path) is { } before)
            {
                before.RefuseLess(path, seeds, baselines);
            }

            WholeFile.Write(folder.Experiment, text);
            var record = new StudyRecord(seeds, baselines, [.. points.Select(p => p.Name)]);
            WholeFile.Write(StudyRecord.FileIn(path), JsonSerializer.Serialize(record, RunJson.Indented) + "\n");
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The folders of its runs.</summary>
    public RunFolders Runs => new(Path);

    /// <summary>How far a run has come.</summary>
    public PointState StateOf(StudyPoint point) => Runs.StateOf(point.Request);

    /// <summary>Lets others in.</summary>
    public void Dispose() => claim.Dispose();

    private static RunLock Claim(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            return RunLock.TryTake(System.IO.Path.Combine(path, "study.lock")) ?? throw new IOException("another process trains into it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidOptionException("--run-dir", $"the folder '{path}' cannot be used: {e.Message}");
        }
    }
}
