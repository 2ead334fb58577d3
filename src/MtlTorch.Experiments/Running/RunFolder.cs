using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Ensembles;

namespace MtlTorch.Experiments.Running;

/// <summary>The folder of one run and the names in it.</summary>
public sealed class RunFolder
{
    /// <summary>Folder, from the working directory, below which runs lie unless a run's folder is named.</summary>
    public const string Root = "runs";

    private const string StagesName = "stages";

    private RunFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The whole configuration, defaults filled in; training from it repeats the run.</summary>
    public string Resolved => File("resolved.json");

    /// <summary>What the run ran on.</summary>
    public string Environment => File("environment.json");

    /// <summary>What the data set offered: columns, categories, classes; see <see cref="DescriptionFile"/>.</summary>
    public string Description => File("description.json");

    /// <summary>Is locked as long as a process is at work on the run; its content means nothing.</summary>
    public string Lock => LockIn(Path);

    /// <summary>The lock of a folder that may not be there, or have no configuration yet.</summary>
    public static string LockIn(string path) => System.IO.Path.Combine(path, "run.lock");

    /// <summary>Where the run stands, while it runs.</summary>
    public string Progress => File("progress.json");

    /// <summary>One line per event.</summary>
    public string Log => File("log.txt");

    /// <summary>One JSON object per epoch and split.</summary>
    public string Metrics => File("metrics.jsonl");

    /// <summary>What came out.</summary>
    public string Result => File("result.json");

    /// <summary>What was found by looking at the model closely; see <see cref="RunDetails"/>.</summary>
    public string Details => File("details.json");

    /// <summary>The page that shows the run.</summary>
    public string Report => File("report.html");

    /// <summary>The checkpoint of the last epoch, or of where the run was interrupted.</summary>
    public string LastCheckpoint => File(System.IO.Path.Combine("checkpoints", "last"));

    /// <summary>The checkpoint before <see cref="LastCheckpoint"/>, should that be damaged.</summary>
    public string PreviousCheckpoint => File(System.IO.Path.Combine("checkpoints", "previous"));

    /// <summary>The checkpoint of the best epoch.</summary>
    public string BestCheckpoint => File(System.IO.Path.Combine("checkpoints", "best"));

    /// <summary>Weights of single epochs, where the run keeps some; see <see cref="MtlTorch.Training.TrainerOptions.SnapshotEvery"/>.</summary>
    public string Snapshots => File("snapshots");

    /// <summary>The folder of the weights of an epoch.</summary>
    public string SnapshotOf(int epoch) => System.IO.Path.Combine(Snapshots, string.Create(CultureInfo.InvariantCulture, $"epoch-{epoch:0000}"));

    /// <summary>The folder of a stage of the run: a run folder itself.</summary>
    /// <param name="index">Which stage, from 0.</param>
    /// <param name="kind">"pretrain" or "train".</param>
    public string Stage(int index, string kind) => System.IO.Path.Combine(File(StagesName), $"{index + 1}-{kind}");

    /// <summary>The stages that have begun, in their order.</summary>
    public IReadOnlyList<RunFolder> Stages() => !Directory.Exists(File(StagesName))
        ? []
        : [.. Directory.EnumerateDirectories(File(StagesName)).Select(path => new RunFolder(path)).Where(f => System.IO.File.Exists(f.Resolved)).OrderBy(NumberOf)];

    /// <summary>Refuses the folder of a stage where a whole run is wanted: without its run a stage knows nothing of the one before.</summary>
    /// <exception cref="InvalidOptionException">The folder is one of a stage.</exception>
    public RunFolder Whole()
    {
        if (EnsembleRecord.IsIn(Path) || System.IO.File.Exists(AverageRecord.FileIn(Path)))
        {
            throw new InvalidOptionException("RUN", $"{Path} was made by `mtl ensemble` of models that were trained elsewhere, so it cannot be trained. Make another one of other members.");
        }

        var above = System.IO.Path.GetDirectoryName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)));
        return System.IO.Path.GetFileName(above) == StagesName && System.IO.Path.GetDirectoryName(above) is { } run && System.IO.File.Exists(new RunFolder(run).Resolved)
            ? throw new InvalidOptionException("RUN", $"{Path} is a stage of the run {System.IO.Path.GetRelativePath(Directory.GetCurrentDirectory(), run)}, and begins with the weights of the stage before. Name the run.")
            : this;
    }

    /// <summary>Makes the folder of a new run and writes its configuration there.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="requested">The folder that the user named, or null for one below <see cref="Root"/>.</param>
    /// <param name="clock">Gives the time in the folder's name.</param>
    /// <exception cref="InvalidOptionException">The named folder is in use, or the folder cannot be made.</exception>
    public static RunFolder Create(ExperimentConfig config, string? requested, TimeProvider clock)
    {
        var text = Text(config);
        foreach (var path in requested is null ? Candidates(config, text, clock) : [requested])
        {
            var folder = new RunFolder(path);
            if (folder.Claim() is { } resolved)
            {
                using (resolved)
                {
                    resolved.Write(Encoding.UTF8.GetBytes(text));
                    resolved.Flush(flushToDisk: true);
                }

                return folder;
            }
        }

        throw new InvalidOptionException("--run-dir", $"{requested} is not empty. Name another folder; a run never writes over another.");
    }

    /// <summary>Writes another configuration into the folder: the run goes on with it.</summary>
    public void Rewrite(ExperimentConfig config) => WholeFile.Write(Resolved, Text(config));

    /// <summary>The folder of a run that took place.</summary>
    /// <exception cref="InvalidOptionException">There is no run.</exception>
    public static RunFolder Open(string path)
    {
        var folder = new RunFolder(path);
        return System.IO.File.Exists(folder.Resolved)
            ? folder
            : throw new InvalidOptionException("RUN", $"{path} is not the folder of a run: it has no resolved.json.{RunsBelow(path)}");
    }

    /// <summary>
    /// Makes the folder and opens its first file, which must be new: of several runs that start at once only one can do
    /// that. Null if the folder is in use.
    /// </summary>
    private FileStream? Claim()
    {
        try
        {
            Directory.CreateDirectory(Path);
            return Directory.EnumerateFileSystemEntries(Path).Any() ? null : new FileStream(Resolved, FileMode.CreateNew, FileAccess.Write);
        }
        catch (IOException) when (System.IO.File.Exists(Resolved))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidOptionException("--run-dir", $"the folder '{Path}' cannot be made: {e.Message}");
        }
    }

    /// <summary>runs/NAME/TIME-HASH, then with a number behind it, for runs of one configuration that start in one second.</summary>
    internal static IEnumerable<string> Candidates(ExperimentConfig config, string text, TimeProvider clock)
    {
        var time = clock.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
        var path = System.IO.Path.Combine(Root, config.Name, $"{time}-{hash}");
        return Enumerable.Range(2, int.MaxValue - 2).Select(i => $"{path}-{i}").Prepend(path);
    }

    private static string RunsBelow(string path)
    {
        var runs = Directory.Exists(path)
            ? Directory.EnumerateDirectories(path).Where(d => System.IO.File.Exists(new RunFolder(d).Resolved)).Order(StringComparer.Ordinal).Take(3).ToList()
            : [];
        return runs.Count > 0 ? $" There are runs below it; name one of them: {string.Join(", ", runs)}{(runs.Count == 3 ? ", ..." : "")}" : "";
    }

    private static int NumberOf(RunFolder stage) =>
        int.TryParse(System.IO.Path.GetFileName(stage.Path).Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;

    private static string Text(ExperimentConfig config) => JsonSerializer.Serialize(config, ConfigJson.Options) + "\n";

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
