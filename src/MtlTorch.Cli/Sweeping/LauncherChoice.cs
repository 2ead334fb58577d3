using System.Text.Json;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Launching.Slurm;

namespace MtlTorch.Cli.Sweeping;

/// <summary>Who trains the trials of a sweep: the content of launcher.json in its folder, so that it goes on as it began.</summary>
internal sealed record LauncherChoice
{
    /// <summary>Worker processes on this machine.</summary>
    public const string Local = "local";

    /// <summary>Jobs of a Slurm cluster.</summary>
    public const string Slurm = "slurm";

    /// <summary>Nobody: scripts for Slurm are written and not submitted.</summary>
    public const string Print = "print";

    /// <summary>One of the above.</summary>
    public string Kind { get; init; } = Local;

    /// <summary>What a trial asks of the cluster.</summary>
    public SlurmOptions Cluster { get; init; } = new();

    /// <summary>What a sweep began with.</summary>
    public static LauncherChoice Of(SweepFolder folder)
    {
        var path = FileIn(folder);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<LauncherChoice>(File.ReadAllText(path), RunJson.Indented) ?? throw new JsonException("null") : new LauncherChoice();
        }
        catch (JsonException e)
        {
            throw new InvalidOptionException("--launcher", $"{path} is damaged: {e.Message.Split('\n')[0]} Name the launcher and its options again.");
        }
    }

    /// <summary>Writes it into the folder of a sweep.</summary>
    public void Write(SweepFolder folder) => WholeFile.Write(FileIn(folder), JsonSerializer.Serialize(this, RunJson.Indented) + "\n");

    private static string FileIn(SweepFolder folder) => folder.File("launcher.json");
}
