using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Data;
using MtlTorch.Experiments.Configs;
using MtlTorch.Modules;
using MtlTorch.Modules.Heads;
using MtlTorch.Regularizers;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Regularizing;
using MtlTorch.Training.Replicas;
using MtlTorch.Training.Steps;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Experiments.Running;

/// <summary>
/// What only a model tells of a configuration: whether the heads fit the trunk, whether there is something of the frozen names and of those that
/// regularizers name, whether the method can balance what is left to learn, what a stage takes over. For that it is built once, on the CPU.
/// </summary>
/// <param name="tree">The configuration; gets the errors.</param>
internal sealed class ModelChecks(ConfigTree tree)
{
    /// <summary>Builds the model, readies its training, and forgets both; only where there is something to find out, and nothing else is wrong.</summary>
    /// <param name="data">The data set; null if something is wrong with it.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="isStaged">Whether the configuration has stages.</param>
    /// <returns>The shapes of parameters and buffers by name; null if the model was not built.</returns>
    public IReadOnlyDictionary<string, long[]>? Check(IDataSet? data, IReadOnlyList<LearningTask> tasks, bool isStaged)
    {
        if (data is null || tree.Part<ExperimentConfig>("$") is not { } config
            || !(isStaged || config.Trainer.Frozen.Count > 0 || config.Regularization.Count > 0 || config.Replicas > 1 || config.Strategy.NeedsShared() || tasks.Any(t => t is not SupervisedTask)))
        {
            return null;
        }

        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(config.Seed);
        using var model = Build(config.Model, tasks, data.Description.Inputs, new ModuleContext(randomness, torch.CPU) { Precision = config.Precision });
        if (model is null)
        {
            return null;
        }

        if (Try("trainer", () => model.Freeze(config.Trainer.Frozen)))
        {
            using var flat = new FlatParameters(model.Groups);
            Try("balancing", () => Ready(model, flat, config, randomness));
            CheckRegularization(model, flat, config, randomness);
            CheckReplicas(tasks, config, []);
            if (config.Strategy.NeedsShared())
            {
                Try("strategy", () => StrategyContext.RequireShared(flat));
            }
        }

        return StageWeights.ShapesOf(model);
    }

    /// <summary>Adds an error where a stage does not fit the one before.</summary>
    /// <param name="before">What <see cref="Check"/> gave for the stage before.</param>
    /// <param name="own">What it gave for this one.</param>
    public void CheckTakeOver(IReadOnlyDictionary<string, long[]>? before, IReadOnlyDictionary<string, long[]>? own)
    {
        if (before is not null && own is not null)
        {
            Try("", () => StageWeights.Common(before, own));
        }
    }

    private MultiTaskModel? Build(ModelConfig config, IReadOnlyList<LearningTask> tasks, InputDescription inputs, ModuleContext context)
    {
        var shared = config.Sharing.Build(config.Trunk, inputs, tasks.Count, context);
        var heads = new List<Head>();
        foreach (var (i, task) in tasks.Index())
        {
            Try($"tasks.{task.Name}", () => heads.Add(task.BuildHead(ModelBuilder.Place(shared, i, inputs), context)));
        }

        return heads.Count == tasks.Count ? new MultiTaskModel(shared, tasks, heads) : null;
    }

    private void CheckRegularization(MultiTaskModel model, FlatParameters flat, ExperimentConfig config, Randomness randomness)
    {
        if (config.Regularization.Count == 0)
        {
            return;
        }

        // Rows are not read yet, so that each task has one.
        Try("regularization", () =>
        {
            using var made = new Regularization(config.Regularization, model, flat, randomness, _ => 1);
            var method = config.Balancing.Build(new BalancingContext(model.Tasks.Count, randomness, torch.CPU));
            using var disposable = method as IDisposable;
            foreach (var (option, problem) in RegularizationMisfits.Of(made.Regularizers, config.Strategy, config.Balancing, method))
            {
                tree.Add($"$.regularization{option}", problem);
            }

            CheckReplicas([], config, made.Regularizers);
        });
    }

    private void CheckReplicas(IReadOnlyList<LearningTask> tasks, ExperimentConfig config, IReadOnlyList<IRegularizer> regularizers)
    {
        foreach (var (option, problem) in ReplicaMisfits.Of(config.Replicas ?? 1, tasks, regularizers))
        {
            tree.Add($"$.{option}", problem);
        }
    }

    private static void Ready(MultiTaskModel model, FlatParameters flat, ExperimentConfig config, Randomness randomness)
    {
        using var optimizer = config.Optimizer.Build(flat.Values);
        var method = config.Balancing.Build(new BalancingContext(model.Tasks.Count, randomness, torch.CPU));
        using var disposable = method as IDisposable;
        using var step = TrainingStep.For(new StepParts(model, flat, optimizer), method, (config.Balancing as GradientBalancingOptions)?.Gradients ?? GradientSource.Shared);
    }

    /// <summary>Runs a step that may say what is wrong with the options; adds that as an error.</summary>
    private bool Try(string section, Action step)
    {
        try
        {
            step();
            return true;
        }
        catch (InvalidOptionException e)
        {
            tree.Add(string.Join('.', new[] { "$", section, e.Option }.Where(part => part.Length > 0)).Replace(".[", "[", StringComparison.Ordinal), e.Problem);
            return false;
        }
    }
}
