using System.Globalization;
using System.Text;
using System.Text.Json;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Studies;
using MtlTorch.Experiments.Sweeps.Configs;
using MtlTorch.Experiments.Sweeps.Journal;

namespace MtlTorch.Experiments.Sweeps;

/// <summary>The folder of a sweep and the names in it.</summary>
public sealed class SweepFolder
{
    private const string SweepName = "sweep.json";
    private const string ExperimentName = "experiment.json";
    private const string TrialsName = "trials";

    private SweepFolder(string path)
    {
        Path = path;
        Journal = new SweepJournal(path);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What the sweep was asked for, as a sweep file.</summary>
    public string Sweep => File(SweepName);

    /// <summary>What happened.</summary>
    public SweepJournal Journal { get; }

    /// <summary>The page that shows the sweep.</summary>
    public string Report => File("report.html");

    /// <summary>The folder of a trial.</summary>
    public string Trial(int number) => System.IO.Path.Combine(File(TrialsName), number.ToString("0000", CultureInfo.InvariantCulture));

    /// <summary>The folders of a trial's runs: "seed-1" and so on.</summary>
    public RunFolders RunsOf(int trial) => new(Trial(trial));

    /// <summary>Name of a run of a trial.</summary>
    /// <param name="seed">Which seed, from 0.</param>
    public static string RunName(int seed) => string.Create(CultureInfo.InvariantCulture, $"seed-{seed + 1}");

    /// <summary>Where the figures of single-task models stand beside a sweep's file: what a sweep compares with does not change while it goes on.</summary>
    internal static string FiguresBeside(string sweep) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(sweep) ?? "", "single-task.json");

    /// <summary>A file of the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Whether a folder is one of a sweep.</summary>
    public static bool IsSweep(string path) => System.IO.File.Exists(System.IO.Path.Combine(path, SweepName)) && System.IO.File.Exists(System.IO.Path.Combine(path, ExperimentName));

    /// <summary>The folder of a sweep that has begun.</summary>
    /// <param name="option">What named it, for errors.</param>
    /// <param name="path">The folder.</param>
    /// <exception cref="InvalidOptionException">There is no sweep.</exception>
    public static SweepFolder Open(string option, string path) => IsSweep(path)
        ? new SweepFolder(path)
        : throw new InvalidOptionException(option, $"{path} is not the folder of a sweep: it has no {SweepName}.");

    /// <summary>Makes the folder of a new sweep.</summary>
    /// <param name="plan">The sweep.</param>
    /// <param name="threads">Threads of each trial; null to leave it to whoever trains.</param>
    /// <param name="requested">The folder that the user named, or null for one below runs/NAME.</param>
    /// <param name="clock">Gives the time in the folder's name.</param>
    /// <exception cref="InvalidOptionException">The named folder is in use, or cannot be made.</exception>
    public static SweepFolder Create(SweepPlan plan, int? threads, string? requested, TimeProvider clock)
    {
        var time = clock.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var standard = System.IO.Path.Combine(RunFolder.Root, plan.Config.Name, $"{time}-sweep");
        foreach (var path in requested is null ? Enumerable.Range(2, 10_000).Select(i => $"{standard}-{i}").Prepend(standard) : [requested])
        {
            if (Claim(path))
            {
                var folder = new SweepFolder(path);
                folder.Describe(plan, threads);
                return folder;
            }
        }

        throw new InvalidOptionException("--run-dir", $"{requested} is not empty. Name another folder, or go on with the sweep there: mtl sweep --resume {requested}.");
    }

    /// <summary>Writes another number of trials into the folder.</summary>
    public void Extend(SweepConfig config) => WholeFile.Write(Sweep, Text(config));

    private static bool Claim(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            if (Directory.EnumerateFileSystemEntries(path).Any())
            {
                return false;
            }

            // Of several sweeps that begin at once only one can make this file.
            new FileStream(System.IO.Path.Combine(path, "journal.lock"), FileMode.CreateNew, FileAccess.Write).Dispose();
            return true;
        }
        catch (IOException) when (System.IO.File.Exists(System.IO.Path.Combine(path, "journal.lock")))
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidOptionException("--run-dir", $"the folder '{path}' cannot be made: {e.Message}");
        }
    }

    /// <summary>sweep.json comes last: with it the folder is one that can go on. It stands alone: the experiment lies beside it.</summary>
    private void Describe(SweepPlan plan, int? threads)
    {
        WholeFile.Write(File(ExperimentName), Text(WithThreads(plan.Merged(), threads)));
        plan.SingleTask?.Write(FiguresBeside(Sweep));
        var baseline = plan.Baseline is null ? null : System.IO.Path.GetFullPath(plan.Baseline);
        Extend(plan.Config with { Schema = null, Base = null, Experiment = ExperimentName, Set = plan.Fixed(), Baseline = baseline });
    }

    private static ObjectNode WithThreads(ObjectNode experiment, int? threads)
    {
        if (threads is { } number)
        {
            var origin = new Origin(ExperimentName, 0, 0);
            experiment.Members["threads"] = new ConfigMember(origin, new ScalarNode(origin, JsonTokenType.Number, number.ToString(CultureInfo.InvariantCulture)));
        }

        return experiment;
    }

    private static string Text(ObjectNode node)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            node.Write(json);
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static string Text(SweepConfig config) => JsonSerializer.Serialize(config, ConfigJson.Options) + "\n";
}
