using System.Globalization;
using System.Text.Json;
using MtlTorch.Data;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps.Configs;
using MtlTorch.Experiments.Sweeps.Objectives;
using MtlTorch.Experiments.Sweeps.Pruning;
using MtlTorch.Experiments.Sweeps.Sampling;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps;

/// <summary>A sweep that is composed and checked: what is left to do is to run it.</summary>
public sealed class SweepPlan
{
    private const int MostTrials = 1_000_000;

    private readonly SweepFile file;
    private readonly string experiment;
    private readonly IReadOnlyList<string> overrides;
    private readonly PointChecks points;

    private SweepPlan(SweepFile file, SweepConfig config, string experiment, IReadOnlyList<string> overrides, SearchSpace space)
    {
        this.file = file;
        this.experiment = experiment;
        this.overrides = overrides;
        (Config, Space) = (config, space);
        points = new PointChecks(this, file, overrides);
    }

    /// <summary>The sweep as its file describes it.</summary>
    public SweepConfig Config { get; }

    /// <summary>What is varied.</summary>
    public SearchSpace Space { get; }

    /// <summary>What is to be reached, one or several.</summary>
    public IReadOnlyList<Objective> Objectives { get; private set; } = [];

    /// <summary>Chooses the points.</summary>
    public ISampler Sampler { get; private set; } = null!;

    /// <summary>Ends trials early.</summary>
    public IPruner Pruner { get; private set; } = null!;

    /// <summary>The folder of single-task runs for delta m; null for none.</summary>
    public string? Baseline => Config.Baseline is null ? null : file.Locate("$.baseline", Config.Baseline);

    /// <summary>What single-task models reach; null where no objective compares with them.</summary>
    internal SingleTaskFigures? SingleTask { get; private set; }

    /// <summary>The experiment at one of the points.</summary>
    public ExperimentConfig Example { get; private set; } = null!;

    /// <summary>Composes a sweep: all points that are known ahead, the first 10,000 of more, or else points that have every value of every choice and both ends of every range. No row is read and nothing is written.</summary>
    /// <param name="path">The sweep's file.</param>
    /// <param name="overrides">Values of the experiment set on the command line, "path.to.key=value".</param>
    /// <param name="trials">Number of trials in place of the file's; null for the file's.</param>
    /// <exception cref="ConfigException">Something is wrong; all errors are named at once.</exception>
    public static SweepPlan Compose(string path, IReadOnlyList<string> overrides, int? trials = null)
    {
        var plan = Read(path, overrides, trials);
        plan.points.CheckAll();
        plan.file.ThrowIfWrong();
        return plan;
    }

    /// <summary>Whether a file is one of a sweep, and not of an experiment, as far as can be told.</summary>
    public static bool IsSweep(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return json.RootElement.ValueKind == JsonValueKind.Object && (json.RootElement.TryGetProperty("space", out _) || json.RootElement.TryGetProperty("experiment", out _));
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads the sweep of a folder that was checked when it began.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="trials">Number of trials in place of the file's; null for the file's.</param>
    public static SweepPlan Reopen(SweepFolder folder, int? trials = null)
    {
        var plan = Read(folder.Sweep, [], trials);
        plan.file.ThrowIfWrong();
        return plan;
    }

    /// <summary>Composes the experiment at a point.</summary>
    /// <param name="point">The point.</param>
    /// <param name="seed">Which of the sweep's seeds, from 0.</param>
    /// <exception cref="ConfigException">The point is not possible.</exception>
    public ExperimentPlan At(Point point, int seed)
    {
        IReadOnlyList<string> own = [.. overrides, .. Space.Overrides(point)];
        var plan = ExperimentPlan.Compose(experiment, own);
        plan = seed == 0 ? plan : ExperimentPlan.Compose(experiment, [.. own, string.Create(CultureInfo.InvariantCulture, $"seed={plan.Config.Seed + seed}")]);

        // What another trial at the same time would leave of a speed trial says nothing.
        return plan with { Config = plan.Config with { Replicas = plan.Config.Replicas ?? 1 } };
    }

    /// <summary>The experiment file with its bases, as one tree. What all trials have in its place is not in it: a kind that the space varies would drop the options of the old one.</summary>
    internal ObjectNode Merged() => ConfigReader.Read(experiment, [], []);

    /// <summary>What all trials have in place of the experiment's values, the command line's over the file's.</summary>
    internal IReadOnlyDictionary<string, JsonElement> Fixed()
    {
        var values = new Dictionary<string, JsonElement>();
        foreach (var parts in overrides.Select(o => o.Split('=', 2)))
        {
            values.Remove(parts[0]);
            values[parts[0]] = ConfigOverride.ValueOf(parts[1]);
        }

        return values;
    }

    private static SweepPlan Read(string path, IReadOnlyList<string> overrides, int? trials)
    {
        var file = SweepFile.Read(path, []);
        var config = file.ToConfig();
        config = trials is { } count ? config with { Trials = count } : config;
        var experiment = file.Locate("$.experiment", config.Experiment);
        if (!File.Exists(experiment))
        {
            file.Add("$.experiment", $"'{config.Experiment}' does not exist; the path is taken from the folder of this file.");
            file.ThrowIfWrong();
        }

        IReadOnlyList<string> all = [.. config.Set.Select(s => $"{s.Key}={s.Value.GetRawText()}"), .. overrides];
        var tasks = ConfigTree.Read(experiment, all).Keys("$.tasks");
        RefuseOverlap(file, config, overrides);
        var plan = new SweepPlan(file, config, experiment, all, new SpaceBuilder(tasks, file.Add).Build(config.Space));
        file.ThrowIfWrong();
        plan.MakeParts();
        return plan;
    }

    /// <summary>What the space varies cannot be set for all trials as well: one of both would be ignored.</summary>
    private static void RefuseOverlap(SweepFile file, SweepConfig config, IReadOnlyList<string> overrides)
    {
        foreach (var key in config.Space.Keys)
        {
            if (config.Set.Keys.FirstOrDefault(set => IsAtOrBelow(set, key)) is { } set)
            {
                file.Add($"$.set.{set}", $"the space varies '{key}'. Take it out of one of them.");
            }

            if (overrides.FirstOrDefault(o => IsAtOrBelow(o.Split('=', 2)[0], key)) is { } option)
            {
                file.Add([new ConfigError(Origin.CommandLine($"--set {option}", 0), $"$.{option.Split('=', 2)[0]}", $"the space varies '{key}'. Leave --set out, or take the key out of the space.")]);
            }
        }
    }

    private static bool IsAtOrBelow(string path, string key) =>
        path == key || path.StartsWith(key + ".", StringComparison.Ordinal) || path.StartsWith(key + "[", StringComparison.Ordinal);

    private void MakeParts()
    {
        if (points.Try(points.Middle()) is not { } example)
        {
            return;
        }

        Example = example.Config;
        if (example.Data.Description.Rows[SplitName.Validation] == 0)
        {
            file.Add("$.experiment", "a sweep chooses by the validation split, and the experiment has none; hold rows out with data.validation.");
        }

        var baseline = Config.Baseline is null ? null : Part("$.baseline", () => SingleTaskFigures.Of(SweepFolder.FiguresBeside(file.Path)) ?? SingleTaskFigures.Read(Baseline!, Example));
        SingleTask = baseline;
        if (Config.Baseline is null || baseline is not null)
        {
            Objectives = [.. Config.Objective.Select(o => Part("$.objective", () => Objective.Parse(o, Example, baseline))).OfType<Objective>()];
        }

        Sampler = Part("$.sampler", () => Config.Sampler.Create(Space, Config.Seed, Config.Objective.Count))!;
        Pruner = Part("$.pruner", () => Config.Pruner.Create(Example.Trainer.LastEpoch()))!;
        if (Config.Pruner is not NoPrunerOptions && (Objectives.Count > 1 || Objectives.Any(o => !o.HasCurve)))
        {
            file.Add("$.pruner", "ending trials early wants one objective that has a value after each epoch. Leave the pruner out.");
        }
    }

    private T? Part<T>(string path, Func<T> make)
        where T : class
    {
        try
        {
            return make();
        }
        catch (InvalidOptionException e)
        {
            file.Add(path, e.Problem);
            return null;
        }
    }

    /// <summary>Number of trials: those that are asked for, or as many as there are points.</summary>
    public int Planned => (int)Math.Min(Config.Trials, GridPoints ?? Space.Cardinality() ?? long.MaxValue);

    /// <summary>Number of all points of a grid, which may be more than the trials; null for other samplers.</summary>
    public long? GridPoints => Sampler is GridSampler grid ? Math.Min(grid.Count, MostTrials) : null;

    /// <summary>All points of a sampler that does not look at the trials.</summary>
    public IEnumerable<Point> Known() => Enumerable.Range(1, Config.Trials).Select(number => Sampler.Next(number, [])).TakeWhile(p => p is not null)!;
}
