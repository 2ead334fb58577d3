using System.Text.Json;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Reports;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Ensembles;

/// <summary>The folder of a run that was made of others and not trained: an ensemble, or an average of weights. Its members may be trained below it first.</summary>
public sealed class MadeFolder
{
    private MadeFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Where the members are trained, where they are.</summary>
    public string Training => TrainingIn(Path);

    /// <summary>Chooses the folder; nothing is written yet.</summary>
    /// <param name="config">The experiment.</param>
    /// <param name="requested">The folder that the user named, or null for one below runs/NAME.</param>
    /// <param name="kind">"ensemble" or "average", for the folder's name.</param>
    /// <param name="clock">Gives the time in the folder's name.</param>
    /// <exception cref="InvalidOptionException">The named folder holds something else.</exception>
    public static MadeFolder Choose(ExperimentConfig config, string? requested, string kind, TimeProvider clock)
    {
        if (requested is not null && Directory.Exists(requested) && Directory.EnumerateFileSystemEntries(requested).Any() && (!Directory.Exists(TrainingIn(requested)) || IsComplete(requested)))
        {
            throw new InvalidOptionException("--run-dir", $"{requested} is not empty{(IsComplete(requested) ? ": it holds a complete run" : "")}. Name another folder; a run never writes over another.");
        }

        var text = JsonSerializer.Serialize(config, ConfigJson.Options);
        return new MadeFolder(requested ?? RunFolder.Candidates(config, text, clock).Select(p => $"{p}-{kind}").First(p => !Directory.Exists(p)));
    }

    /// <summary>Writes what makes a run folder of it; what is its own must be there already.</summary>
    /// <param name="plan">The experiment.</param>
    /// <param name="result">The figures.</param>
    /// <exception cref="InvalidOptionException">Something cannot be written.</exception>
    public RunFolder Complete(ExperimentPlan plan, RunResult result)
    {
        var config = plan.Config;
        try
        {
            Directory.CreateDirectory(Path);
            WholeFile.Write(In("environment.json"), JsonSerializer.Serialize(EnvironmentRecord.Capture(torch.device(config.Device)), RunJson.Indented) + "\n");
            DescriptionFile.Write(In("description.json"), plan.Data.Description);
            WholeFile.Write(In("resolved.json"), JsonSerializer.Serialize(config, ConfigJson.Options) + "\n");
            WholeFile.Write(In("result.json"), JsonSerializer.Serialize(result, RunJson.Indented) + "\n");
            var folder = RunFolder.Open(Path);
            RunReport.Write(folder);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOptionException("--run-dir", $"the folder '{Path}' cannot be written: {e.Message}");
        }
    }

    private static string TrainingIn(string path) => System.IO.Path.Combine(path, "training");

    private static bool IsComplete(string path) => File.Exists(System.IO.Path.Combine(path, "result.json"));

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
