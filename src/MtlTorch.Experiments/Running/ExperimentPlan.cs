using MtlTorch.Data;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running.Calibration;
using MtlTorch.Modules;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training;
using MtlTorch.Training.Scaling;

namespace MtlTorch.Experiments.Running;

/// <summary>An experiment that is composed and checked: what is left to do is to run it.</summary>
/// <param name="Config">The whole configuration, defaults filled in.</param>
/// <param name="Data">The data set, its files found.</param>
/// <param name="Tasks">The tasks, matched with the data set's targets.</param>
public sealed record ExperimentPlan(ExperimentConfig Config, IDataSet Data, IReadOnlyList<LearningTask> Tasks)
{
    /// <summary>Environment variable that overrides the root of all data sets.</summary>
    public const string DataVariable = "MTL_DATA";

    /// <summary>The plan with device and threads settled for this process.</summary>
    /// <exception cref="InvalidOptionException">The device that is asked for is not there.</exception>
    public ExperimentPlan Settled()
    {
        var settled = ComputeSettings.Settle(Config);
        return this with
        {
            Config = settled,
            Stages = [.. Stages.Select(s => s with { Config = s.Config with { Device = settled.Device, Threads = settled.Threads, Replicas = settled.Replicas } })],
        };
    }

    /// <summary>The plan with the processors divided so.</summary>
    internal ExperimentPlan With(Division division) => this with { Config = Config with { Threads = division.Threads, Replicas = division.Replicas } };

    /// <summary>The plans of the stages before the experiment itself, each with the kind of its stage in its name.</summary>
    public IReadOnlyList<ExperimentPlan> Stages { get; init; } = [];

    /// <summary>The same plan with another seed, in all stages.</summary>
    public ExperimentPlan WithSeed(long seed) =>
        this with { Config = Config with { Seed = seed }, Stages = [.. Stages.Select(s => s.WithSeed(seed))] };

    /// <summary>Composes an experiment; no row is read and nothing is written.</summary>
    /// <param name="path">The experiment's file.</param>
    /// <param name="overrides">Values set on the command line, "path.to.key=value".</param>
    /// <exception cref="ConfigException">Something is wrong; all errors are named at once.</exception>
    public static ExperimentPlan Compose(string path, params IReadOnlyList<string> overrides)
    {
        var tree = ConfigTree.Read(path, overrides);
        IReadOnlyDictionary<string, long[]>? before = null;
        var parts = new List<Func<ExperimentPlan>>();
        foreach (var stage in tree.Before.Append(tree))
        {
            var (compose, shapes) = Check(stage, isStaged: tree.Before.Count > 0, known: null);
            new ModelChecks(stage).CheckTakeOver(before, shapes);
            parts.Add(compose);
            before = shapes;
        }

        ThrowIfWrong(tree);
        var plans = parts.Select(make => make()).ToList();
        var stages = plans.SkipLast(1).ToList();
        return plans[^1] with { Stages = stages, Config = tree.WithStages(plans[^1].Config, [.. stages.Select(s => s.Config)]) };
    }

    /// <summary>
    /// Composes the experiment of a run for the use of its model alone: by what the run's folder says of the data set, which need not be there any more. It knows no
    /// stages, and its data set has no rows.
    /// </summary>
    /// <param name="folder">The run.</param>
    /// <param name="overrides">Values set on the command line.</param>
    /// <exception cref="ConfigException">Something is wrong.</exception>
    /// <exception cref="InvalidOptionException">The run never began to train.</exception>
    public static ExperimentPlan Remember(RunFolder folder, params IReadOnlyList<string> overrides)
    {
        var tree = ConfigTree.Read(folder.Resolved, overrides);
        var (compose, _) = Check(tree, isStaged: false, new DescribedDataSet(DescriptionFile.Read(folder.Description)));
        ThrowIfWrong(tree);
        return compose();
    }

    private static void ThrowIfWrong(ConfigTree tree)
    {
        if (tree.Errors is { Count: > 0 } errors)
        {
            throw new ConfigException(errors);
        }
    }

    /// <summary>Checks a stage, or the experiment itself; what is given back composes it, once nothing is wrong anywhere.</summary>
    private static (Func<ExperimentPlan> Compose, IReadOnlyDictionary<string, long[]>? Shapes) Check(ConfigTree tree, bool isStaged, IDataSet? known)
    {
        var checks = new PlanChecks(tree);
        var data = checks.OpenData(known);
        var tasks = checks.BuildTasks(data);
        checks.CheckPrecision();
        checks.CheckTrunk(data);
        checks.CheckBalancing();
        checks.CheckOptimizer();
        checks.CheckRegularization(data);
        checks.CheckTrainer(data, tasks);
        checks.CheckStrategy(data, tasks);
        checks.CheckProbes(data);
        var shapes = new ModelChecks(tree).Check(data, tasks, isStaged);
        return (() => new ExperimentPlan(tree.ToConfig() with { Data = checks.DataOptions!, Stages = null }, data!, tasks), shapes);
    }

    /// <summary>Builds the model, what learns from inputs or targets by a look fitted to the training rows, on the device of the plan, which is settled.</summary>
    /// <param name="train">The training rows.</param>
    /// <param name="randomness">The random numbers of the run.</param>
    public MultiTaskModel BuildModel(Split train, Randomness randomness)
    {
        return BuildModel(train, Tasks, new ModuleContext(randomness, torch.device(Config.Device)) { Precision = Config.Precision });
    }

    /// <summary>Builds the model and its twins, as many replicas as the plan wants; see <see cref="BuildModel(Split, Randomness)"/>.</summary>
    /// <param name="train">The training rows.</param>
    /// <param name="randomness">The random numbers of the run.</param>
    public ReplicaModels BuildReplicas(Split train, Randomness randomness)
    {
        var replicas = Config.Replicas ?? 1;
        var exchange = replicas == 1 ? null : new BatchExchange(replicas);
        var models = Enumerable.Range(0, replicas).Select(i =>
        {
            var context = new ModuleContext(randomness, ComputeSettings.DeviceOf(Config, i)) { Precision = Config.Precision, Replica = i, Batch = exchange?.Views[i] };
            return BuildModel(train, i == 0 ? Tasks : MakeTasks(), context);
        }).ToList();
        return new ReplicaModels(models[0], models[1..], exchange);
    }

    /// <summary>The tasks once more: a task belongs to one model.</summary>
    private List<LearningTask> MakeTasks() => [.. Config.Tasks.Select(task => task.Value.Build(task.Key, Data.Description.Targets))];

    private MultiTaskModel BuildModel(Split train, IReadOnlyList<LearningTask> tasks, ModuleContext context)
    {
        var model = ModelBuilder.Build(Config.Model.Trunk, Config.Model.Sharing, tasks, Data.Description.Inputs, context);
        foreach (var fitted in model.modules().OfType<IFitsInputs>())
        {
            fitted.Fit(train.Inputs);
        }

        var rows = train.Slice(0, train.Rows);
        for (var i = 0; i < tasks.Count; i++)
        {
            tasks[i].Fit(model.Heads[i], LabeledRows.TargetsOf(tasks[i], rows));
        }

        return model;
    }

    /// <summary>Loads a split onto the device of the plan, which is settled; null where the data set has no such rows.</summary>
    public Split? Load(SplitName name) => Data.Description.Rows[name] == 0 ? null : Data.Load(name).MoveTo(torch.device(Config.Device));

    /// <summary>The training that the plan describes, by its replicas.</summary>
    /// <param name="models">What <see cref="BuildReplicas"/> gave.</param>
    /// <param name="train">The training rows, on the model's device.</param>
    /// <param name="validation">The validation rows there; null for none.</param>
    /// <param name="randomness">The random numbers of the run.</param>
    public TrainingSetup Setup(ReplicaModels models, Split train, Split? validation, Randomness randomness) =>
        Setup(models.Model, train, validation, randomness) with { Twins = models.Twins, Exchange = models.Exchange };

    /// <summary>The training that the plan describes, by the model alone.</summary>
    /// <param name="model">What <see cref="BuildModel(Split, Randomness)"/> gave.</param>
    /// <param name="train">The training rows, on the model's device.</param>
    /// <param name="validation">The validation rows there; null for none.</param>
    /// <param name="randomness">The random numbers of the run.</param>
    public TrainingSetup Setup(MultiTaskModel model, Split train, Split? validation, Randomness randomness) => new()
    {
        Model = model,
        Train = train,
        Validation = validation,
        Randomness = randomness,
        Options = Config.Trainer,
        Optimizer = Config.Optimizer,
        Schedule = Config.Schedule,
        Balancing = Config.Balancing,
        Strategy = Config.Strategy,
        Regularizers = Config.Regularization,
        LossScaling = Config.Precision == Precision.Fp16 ? new LossScalingOptions() : null,
    };
}
