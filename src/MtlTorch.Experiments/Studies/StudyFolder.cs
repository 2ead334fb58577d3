using System.Text.Json;
using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Studies;

/// <summary>How far a run of a study has come.</summary>
public enum PointState
{
    /// <summary>It was not begun.</summary>
    Absent,

    /// <summary>It was begun and did not come to its end.</summary>
    Incomplete,

    /// <summary>It came to its end.</summary>
    Complete,
}

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
                folder.RefuseOther(point);
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

    /// <summary>The folder of a run.</summary>
    public string PathOf(StudyPoint point) => System.IO.Path.Combine(Path, point.Name);

    /// <summary>How far a run has come.</summary>
    public PointState StateOf(StudyPoint point)
    {
        if (!Directory.Exists(PathOf(point)))
        {
            return PointState.Absent;
        }

        var reader = new RunReader();
        return File.Exists(ResolvedOf(point)) && reader.TryAdd(PathOf(point)) ? PointState.Complete : PointState.Incomplete;
    }

    /// <summary>The folder of a run that is not complete: it goes on from its checkpoint, or begins if there is none.</summary>
    /// <returns>The folder, and whether the run goes on.</returns>
    /// <exception cref="InvalidOptionException">Another process is at work on the run.</exception>
    public (RunFolder Folder, bool Resumes) Begin(StudyPoint point, TimeProvider clock)
    {
        if (StateOf(point) == PointState.Incomplete)
        {
            if (File.Exists(ResolvedOf(point)) && GoesOn(RunFolder.Open(PathOf(point)), point))
            {
                return (RunFolder.Open(PathOf(point)), true);
            }

            Directory.Delete(PathOf(point), recursive: true);
        }

        return (RunFolder.Create(point.Plan.Config, PathOf(point), clock), false);
    }

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

    private string ResolvedOf(StudyPoint point) => System.IO.Path.Combine(PathOf(point), "resolved.json");

    private static bool GoesOn(RunFolder folder, StudyPoint point)
    {
        using var work = RunLock.Take(folder);
        var goesOn = Directory.Exists(folder.LastCheckpoint) || Directory.Exists(folder.PreviousCheckpoint);
        if (goesOn)
        {
            folder.Rewrite(point.Plan.Config);
        }

        return goesOn;
    }

    /// <summary>A run that is there must be the one that is meant, whatever the machine.</summary>
    private void RefuseOther(StudyPoint point)
    {
        var resolved = ResolvedOf(point);
        if (!File.Exists(resolved))
        {
            return;
        }

        var (there, meant) = (FlatConfig.Of(ConfigTree.Read(resolved, []).ToConfig()), FlatConfig.Of(point.Plan.Config));
        if (FlatConfig.Differing([there, meant], FlatConfig.Matters) is [var key, ..])
        {
            throw new InvalidOptionException(
                "--run-dir", $"{PathOf(point)} is a run of another experiment: its {key} is {there.GetValueOrDefault(key, "not there")}, not {meant.GetValueOrDefault(key, "there")}. Name another folder.");
        }
    }
}
