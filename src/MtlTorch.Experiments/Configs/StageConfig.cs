using System.Text.Json.Serialization;
using MtlTorch.Balancing;
using MtlTorch.Data;
using MtlTorch.Regularizers;
using MtlTorch.Tasks;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Probing;
using MtlTorch.Training.Schedules;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Experiments.Configs;

/// <summary>One stage of an experiment: one of the two keys.</summary>
public sealed record StageConfig
{
    /// <summary>Learns a trunk by tasks of its own, which replace the experiment's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StageSections? Pretrain { get; init; }

    /// <summary>Learns the experiment's tasks, or those that it names itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StageSections? Train { get; init; }
}

/// <summary>What a stage has of its own. Its keys go over those of the experiment, deeply; only its tasks replace the experiment's.</summary>
public sealed record StageSections
{
    /// <summary>The data set.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DataOptions? Data { get; init; }

    /// <summary>The network. What a later stage is to take over must have the same names and shapes there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ModelConfig? Model { get; init; }

    /// <summary>The tasks by name; a pre-training stage needs them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, TaskOptions>? Tasks { get; init; }

    /// <summary>How the tasks' losses are balanced.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BalancingOptions? Balancing { get; init; }

    /// <summary>What limits the freedom of the model; it replaces the experiment's as a whole, [] for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RegularizerOptions>? Regularization { get; init; }

    /// <summary>How parameters are brought forward.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StrategyOptions? Strategy { get; init; }

    /// <summary>How the parameters are stepped.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OptimizerOptions? Optimizer { get; init; }

    /// <summary>The learning rate over time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ScheduleOptions? Schedule { get; init; }

    /// <summary>Epochs, batches, stopping, selection, what is frozen.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TrainerOptions? Trainer { get; init; }

    /// <summary>Linear models to be fitted after this stage; the experiment's own wait for its end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, ProbeOptions>? Probes { get; init; }

    /// <summary>All sections of a stage that is composed.</summary>
    internal static StageSections Of(ExperimentConfig config) => new()
    {
        Data = config.Data,
        Model = config.Model,
        Tasks = config.Tasks,
        Balancing = config.Balancing,
        Regularization = config.Regularization,
        Strategy = config.Strategy,
        Optimizer = config.Optimizer,
        Schedule = config.Schedule,
        Trainer = config.Trainer,
        Probes = config.Probes,
    };
}
