using System.Globalization;
using System.Text.Json;
using MtlTorch.Data;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Tasks;

namespace MtlTorch.Experiments.Studies.CrossValidation;

/// <summary>A run of a point.</summary>
/// <param name="Repeat">Which dealing, from 1.</param>
/// <param name="Fold">The fold that is held out, from 1.</param>
/// <param name="Request">The run.</param>
public sealed record FoldRun(int Repeat, int Fold, RunRequest Request);

/// <summary>One combination of the grid's values.</summary>
/// <param name="Number">Which it is, from 1.</param>
/// <param name="Values">The value of each key of the grid.</param>
/// <param name="Config">Its configuration, with the first fold held out; device and threads are settled.</param>
public sealed record GridPoint(int Number, IReadOnlyList<string> Values, ExperimentConfig Config)
{
    /// <summary>What its folders begin with.</summary>
    public string Name => $"p{Number}";
}

/// <summary>A cross-validation that is composed and checked: what is left to do is to run it.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Points">The points.</param>
/// <param name="Tasks">The tasks; all points have them.</param>
/// <param name="Rows">Rows that are dealt out.</param>
public sealed record CrossValidationPlan(CrossValidationRequest Request, IReadOnlyList<GridPoint> Points, IReadOnlyList<LearningTask> Tasks, long Rows)
{
    /// <summary>Number of fold runs.</summary>
    public int RunCount => Points.Count * Request.Repeats * Request.Folds;

    /// <summary>The runs of a point, fold after fold.</summary>
    public IReadOnlyList<FoldRun> RunsOf(GridPoint point) =>
    [
        .. from repeat in Enumerable.Range(1, Request.Repeats)
           from fold in Enumerable.Range(1, Request.Folds)
           select new FoldRun(repeat, fold, new RunRequest($"{point.Name}-r{repeat}-f{fold}", FoldedConfig.HoldOut(point.Config, repeat, fold))),
    ];

    /// <summary>The run on all rows.</summary>
    /// <param name="point">The point.</param>
    /// <param name="epochs">Number of epochs.</param>
    public static RunRequest Refit(GridPoint point, int epochs) => new(CrossValidationFolder.RefitName, FoldedConfig.Refit(point.Config, epochs));

    /// <summary>Composes all points; no row is read and nothing is written.</summary>
    /// <param name="path">The experiment's file.</param>
    /// <param name="overrides">Values set on the command line.</param>
    /// <param name="request">What is asked for.</param>
    /// <exception cref="ConfigException">Something is wrong; all errors of all points are named at once.</exception>
    /// <exception cref="InvalidOptionException">The device that is asked for is not there.</exception>
    public static CrossValidationPlan Compose(string path, IReadOnlyList<string> overrides, CrossValidationRequest request)
    {
        request.Check();
        var errors = new List<ConfigError>();
        var values = request.Points();
        var plans = values.Select(v => Compose(path, overrides, request, v, errors)).ToList();
        if (errors.Count > 0)
        {
            throw new ConfigException([.. errors.Distinct()]);
        }

        var runs = values.Count * request.Repeats * request.Folds;
        var points = plans.Select((p, i) => new GridPoint(i + 1, values[i], Settle(p!.Config, runs))).ToList();
        return Of(request, points, plans[0]!);
    }

    /// <summary>Composes the points of a folder again.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="files">The configuration of each point.</param>
    /// <param name="overrides">Another device.</param>
    /// <exception cref="ConfigException">Something is wrong, such as data that is gone.</exception>
    public static CrossValidationPlan Reopen(CrossValidationRequest request, IReadOnlyList<string> files, IReadOnlyList<string> overrides)
    {
        var plans = files.Select(f => ExperimentPlan.Compose(f, overrides).Settled()).ToList();
        return Of(request, [.. request.Points().Zip(plans).Select((p, i) => new GridPoint(i + 1, p.First, p.Second.Config))], plans[0]);
    }

    private static CrossValidationPlan Of(CrossValidationRequest request, IReadOnlyList<GridPoint> points, ExperimentPlan first)
    {
        if (points.FirstOrDefault(p => !p.Config.Tasks.Keys.SequenceEqual(points[0].Config.Tasks.Keys) || p.Config.Trainer.Select != points[0].Config.Trainer.Select) is { } other)
        {
            throw new InvalidOptionException("--grid", $"point {other.Number} has other tasks or another trainer.select than point 1, so their scores do not compare. Run a cross-validation for each.");
        }

        return new CrossValidationPlan(request, points, first.Tasks, first.Data.Description.Rows[SplitName.Train] + first.Data.Description.Rows[SplitName.Validation]);
    }

    /// <summary>Composes a point as it is for a fold and as it would be for all rows.</summary>
    private static ExperimentPlan? Compose(string path, IReadOnlyList<string> overrides, CrossValidationRequest request, IReadOnlyList<string> values, List<ConfigError> errors)
    {
        var grid = request.Grid.Zip(values, (axis, value) => $"{axis.Key}={value}").ToList();
        var folds = Folds(request).ToList();
        var labels = grid.ToDictionary(g => $"--set {g}", g => $"--grid {g}");
        foreach (var (set, label) in folds)
        {
            labels[$"--set {set}"] = label;
        }

        IReadOnlyList<string> all = [.. overrides, .. grid, .. folds.Select(f => f.Set)];
        try
        {
            var plan = ExperimentPlan.Compose(path, all);
            ExperimentPlan.Compose(path, [.. all, "data.fold.index=0", "trainer.patience=null"]);
            return plan;
        }
        catch (ConfigException e)
        {
            errors.AddRange(e.Errors.Select(error => labels.TryGetValue(error.Origin.Source, out var label) ? error with { Origin = error.Origin with { Source = label } } : error));
            return null;
        }
    }

    private static IEnumerable<(string Set, string Label)> Folds(CrossValidationRequest request)
    {
        var folds = $"--folds {request.Folds}";
        yield return (string.Create(CultureInfo.InvariantCulture, $"data.fold.count={request.Folds}"), folds);
        yield return ("data.fold.index=1", folds);
        yield return ("data.fold.repeat=1", folds);
        if (request.Stratify.Count > 0)
        {
            yield return ($"data.fold.stratify={JsonSerializer.Serialize(request.Stratify)}", $"--stratify {string.Join(" --stratify ", request.Stratify)}");
        }

        if (request.Group is not null)
        {
            yield return ($"data.fold.group={JsonSerializer.Serialize(request.Group)}", $"--group {request.Group}");
        }
    }

    /// <summary>The number of threads decides the last bits, so it does not depend on how many runs are trained at once, but on how many there are.</summary>
    private static ExperimentConfig Settle(ExperimentConfig config, int runs) => ComputeSettings.Settle(config with { Threads = ThreadShare.Of(config.Threads, runs) });
}
