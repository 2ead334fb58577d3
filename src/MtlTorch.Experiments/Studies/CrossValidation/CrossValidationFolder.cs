using System.Text.Json;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Studies.CrossValidation;

/// <summary>The folder of a cross-validation. While it is open no other process may train into it.</summary>
public sealed class CrossValidationFolder : IDisposable
{
    /// <summary>Name of the run on all rows.</summary>
    public const string RefitName = "refit";

    private const string RunsName = "runs";
    private const string PointsName = "points";

    private readonly RunLock claim;

    private CrossValidationFolder(string path, RunLock claim)
    {
        Path = path;
        this.claim = claim;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The runs that hold out a fold.</summary>
    public RunFolders Runs => new(System.IO.Path.Combine(Path, RunsName));

    /// <summary>Where the run on all rows lies.</summary>
    public RunFolders Whole => new(Path);

    /// <summary>A file of the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The configuration of each point in a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="request">What it was asked for.</param>
    public static IReadOnlyList<string> PointsIn(string path, CrossValidationRequest request) =>
        [.. Enumerable.Range(1, request.Points().Count).Select(number => PointIn(path, number))];

    /// <summary>Opens the folder of a cross-validation that went so far, or makes a new one.</summary>
    /// <param name="plan">The cross-validation.</param>
    /// <param name="requested">The folder that the user named, or null for a new one below runs/NAME.</param>
    /// <param name="clock">Gives the time in the folder's name.</param>
    /// <exception cref="InvalidOptionException">The folder holds something else, is in use, or cannot be made.</exception>
    public static CrossValidationFolder Open(CrossValidationPlan plan, string? requested, TimeProvider clock)
    {
        var first = plan.Points[0].Config;
        var path = requested ?? RunFolder.Candidates(first, Text(first) + plan.Request.Text(), clock).Select(p => $"{p}-cv").First(p => !Directory.Exists(p));
        RefuseOther(path, plan.Request);
        var folder = new CrossValidationFolder(path, Claim(path));
        try
        {
            RefuseOther(path, plan.Request);
            folder.Describe(plan);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Lets others in.</summary>
    public void Dispose() => claim.Dispose();

    private static string PointIn(string path, int number) => System.IO.Path.Combine(path, PointsName, $"p{number}.json");

    /// <summary>cv.json comes last: with it the folder is one that can go on.</summary>
    private void Describe(CrossValidationPlan plan)
    {
        foreach (var run in plan.Points.SelectMany(plan.RunsOf))
        {
            Runs.RefuseOther(run.Request);
        }

        Directory.CreateDirectory(System.IO.Path.Combine(Path, PointsName));
        Directory.CreateDirectory(Runs.Path);
        foreach (var point in plan.Points)
        {
            WholeFile.Write(PointIn(Path, point.Number), Text(point.Config));
        }

        var config = plan.Points[0].Config;
        WholeFile.Write(File("experiment.json"), Text(config with { Data = config.Data with { Fold = null } }));
        WholeFile.Write(CrossValidationRequest.FileIn(Path), plan.Request.Text());
    }

    private static void RefuseOther(string path, CrossValidationRequest request)
    {
        if (CrossValidationRequest.Read(path) is { } before)
        {
            if (before.Text() != request.Text())
            {
                throw new InvalidOptionException("--run-dir", $"{path} is another cross-validation: see {CrossValidationRequest.FileIn(path)}. Name another folder, or go on with that one: mtl cv --resume {path}.");
            }
        }
        else if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(IsForeign))
        {
            throw new InvalidOptionException("--run-dir", $"{path} is not empty and not the folder of a cross-validation. Name another folder; a run never writes over another.");
        }
    }

    /// <summary>A process that was killed before cv.json was written leaves nothing but these.</summary>
    private static bool IsForeign(string entry) => System.IO.Path.GetFileName(entry) is not ("cv.lock" or "cv.json.part" or "experiment.json" or "experiment.json.part" or PointsName or RunsName);

    private static RunLock Claim(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            return RunLock.TryTake(System.IO.Path.Combine(path, "cv.lock")) ?? throw new IOException("another process trains into it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidOptionException("--run-dir", $"the folder '{path}' cannot be used: {e.Message}");
        }
    }

    private static string Text(ExperimentConfig config) => JsonSerializer.Serialize(config, ConfigJson.Options) + "\n";
}
