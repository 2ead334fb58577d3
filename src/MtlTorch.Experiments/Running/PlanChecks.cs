using MtlTorch.Balancing;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Experiments.Configs;
using MtlTorch.Modules.Trunks;
using MtlTorch.Regularizers;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training;
using MtlTorch.Training.Evaluation;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Probing;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Experiments.Running;

/// <summary>
/// Whether the parts of a configuration fit together. Each check looks at the parts that are sound by themselves, so that
/// one mistake does not hide the others.
/// </summary>
/// <param name="tree">The configuration; gets the errors.</param>
internal sealed class PlanChecks(ConfigTree tree)
{
    private const string DataPath = "$.data";
    private const string TasksPath = "$.tasks";
    private const string TrunkPath = "$.model.trunk";
    private const string BalancingPath = "$.balancing";
    private const string OptimizerPath = "$.optimizer";
    private const string RegularizationPath = "$.regularization";
    private const string TrainerPath = "$.trainer";
    private const string ProbesPath = "$.probes";
    private const string StrategyPath = "$.strategy";

    /// <summary>The data set's options, with the root that the environment demands.</summary>
    public DataOptions? DataOptions { get; private set; }

    /// <param name="known">The data set, where it is not to be opened.</param>
    public IDataSet? OpenData(IDataSet? known)
    {
        DataOptions = tree.Part<DataOptions>(DataPath);
        if (DataOptions is FileDataOptions files && Environment.GetEnvironmentVariable(ExperimentPlan.DataVariable) is { Length: > 0 } root)
        {
            DataOptions = files with { Root = root };
        }

        return DataOptions is null ? null : known ?? Try(DataPath, DataOptions.Open);
    }

    public IReadOnlyList<LearningTask> BuildTasks(IDataSet? data)
    {
        var tasks = new List<LearningTask>();
        foreach (var name in tree.Keys(TasksPath))
        {
            var path = $"{TasksPath}.{name}";
            if (name == MultiTaskModel.SharedGroup)
            {
                tree.Add(path, $"'{name}' is the name of the shared parameters; call the task otherwise.");
            }

            CheckItself(path, tree.Part<TaskOptions>(path));
            if (data is not null && tree.Part<TaskOptions>(path) is { } options && Try(path, () => Build(name, options, data.Description)) is { } task)
            {
                tasks.Add(task);
            }
        }

        return tasks;
    }

    public void CheckTrunk(IDataSet? data)
    {
        if (data is not null && tree.Part<TrunkOptions>(TrunkPath) is { } trunk)
        {
            Try(TrunkPath, () => (object)trunk.FeaturesOf(data.Description.Inputs));
        }
    }

    /// <summary>Whether the device that is named can compute so; what "auto" stands for shows when the run begins.</summary>
    public void CheckPrecision()
    {
        if (tree.Part<ExperimentConfig>("$") is { } config)
        {
            Try("$", () => PrecisionChecks.Require(config));
        }
    }

    public void CheckOptimizer() => CheckItself(OptimizerPath, tree.Part<OptimizerOptions>(OptimizerPath));

    public void CheckRegularization(IDataSet? data)
    {
        for (var i = 0; tree.Has($"{RegularizationPath}[{i}]"); i++)
        {
            var path = $"{RegularizationPath}[{i}]";
            var options = tree.Part<RegularizerOptions>(path);
            CheckItself(path, options);
            if (options is not null && data is not null)
            {
                Try(path, () => options.CheckInputs(data.Description.Inputs));
            }
        }
    }

    public void CheckBalancing()
    {
        if (tree.Keys(TasksPath).Count == 0 || tree.Keys(BalancingPath).Count == 0 || tree.Part<BalancingOptions>(BalancingPath) is not { } options)
        {
            return;
        }

        CheckItself(BalancingPath, options);
        (Try(BalancingPath, () => Build(options)) as IDisposable)?.Dispose();
    }

    /// <summary>Whether the update strategy gets along with the tasks, the balancing method and the trainer, and the tasks with each other.</summary>
    public void CheckStrategy(IDataSet? data, IReadOnlyList<LearningTask> tasks)
    {
        if (tasks.Count == 0 || tasks.Count < tree.Keys(TasksPath).Count)
        {
            return;
        }

        foreach (var task in tasks.Where(t => t is IBorrowsHead))
        {
            Try($"{TasksPath}.{task.Name}", () => ((IBorrowsHead)task).Lender(tasks));
        }

        if (PartOr<StrategyOptions>(StrategyPath, new JointOptions()) is { } options && PartOr(TrainerPath, new TrainerOptions()) is { } trainer && Method() is { } method)
        {
            foreach (var (option, problem) in options.Problems(new StrategySurroundings(tasks, method, trainer)))
            {
                tree.Add(option.Length == 0 ? StrategyPath : $"{StrategyPath}.{option}", problem);
            }

            if (data is not null)
            {
                CheckBatches(trainer, data.Description.Rows[SplitName.Train], options.BatchesPerStep(method));
            }

            (method as IDisposable)?.Dispose();
        }
    }

    /// <summary>Whether an epoch has enough batches for a step.</summary>
    private void CheckBatches(TrainerOptions trainer, long rows, int perStep)
    {
        if (trainer.ProblemOfBatches(rows, perStep) is { } problem)
        {
            tree.Add($"{TrainerPath}.batchSize", problem);
        }
    }

    public void CheckTrainer(IDataSet? data, IReadOnlyList<LearningTask> tasks)
    {
        var options = PartOr(TrainerPath, new TrainerOptions());
        if (options is null || data is null)
        {
            return;
        }

        if (tasks.Count == tree.Keys(TasksPath).Count)
        {
            Try(TrainerPath, () => SelectionRule.Parse(options.Select, tasks));
        }

        var rows = data.Description.Rows;
        foreach (var (option, problem) in options.Problems(rows[SplitName.Train], rows[SplitName.Validation], data.Description.LabeledRows.Values.Sum()))
        {
            tree.Add($"{TrainerPath}.{option}", problem);
        }
    }

    public void CheckProbes(IDataSet? data)
    {
        foreach (var name in data is null ? [] : tree.Keys(ProbesPath))
        {
            var path = $"{ProbesPath}.{name}";
            if (tree.Part<ProbeOptions>(path) is { } options)
            {
                Try(path, () => options.Build(name, data!.Description.Targets));
                if (options.On == ProbeSource.Inputs)
                {
                    Try(path, () => data!.Description.Inputs.NumbersAlone("on", "a probe on the inputs", "Probe the features."));
                }
            }
        }
    }

    private static LearningTask Build(string name, TaskOptions options, DataDescription data)
    {
        var task = options.Build(name, data.Targets);
        task.CheckRows(data.Rows[SplitName.Train]);
        return task;
    }

    /// <summary>A part of the configuration, or its default where it has no such part; null where it has a mistake.</summary>
    private T? PartOr<T>(string path, T standard)
        where T : class => tree.Keys(path).Count == 0 ? standard : tree.Part<T>(path);

    /// <summary>The balancing method; null where something is wrong with it, which is said elsewhere.</summary>
    private IBalancingMethod? Method()
    {
        try
        {
            return PartOr<BalancingOptions>(BalancingPath, new EqualOptions()) is { } options ? Build(options) : null;
        }
        catch (InvalidOptionException)
        {
            return null;
        }
    }

    private IBalancingMethod Build(BalancingOptions options)
    {
        using var randomness = new Randomness(0);
        return options.Build(new BalancingContext(tree.Keys(TasksPath).Count, randomness, torch.CPU));
    }

    /// <summary>Adds what options find wrong with themselves.</summary>
    private void CheckItself(string path, object? options)
    {
        foreach (var (option, problem) in (options as ISelfChecking)?.Problems() ?? [])
        {
            tree.Add($"{path}.{option}", problem);
        }
    }

    private void Try(string path, Action step) => Try(path, () =>
    {
        step();
        return path;
    });

    /// <summary>Runs a step of the library that may say what is wrong with the options; adds that as an error.</summary>
    private T? Try<T>(string path, Func<T> step)
        where T : class
    {
        try
        {
            return step();
        }
        catch (InvalidOptionException e)
        {
            tree.Add(e.Option.Length == 0 ? path : $"{path}.{e.Option}", e.Problem);
        }
        catch (Exception e) when (e is MalformedFileException or IOException or UnauthorizedAccessException)
        {
            tree.Add(path, e.Message);
        }

        return null;
    }
}
