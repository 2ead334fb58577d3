using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using MtlTorch.Balancing;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Experiments.Reports.TensorBoard;
using MtlTorch.Modules;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Regularizers;
using MtlTorch.Tasks;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Probing;
using MtlTorch.Training.Schedules;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Experiments.Configs;

/// <summary>One experiment, as its file describes it.</summary>
public sealed record ExperimentConfig
{
    /// <summary>Path of experiment.schema.json, for editors that complete keys.</summary>
    [JsonPropertyName("$schema"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Schema { get; init; }

    /// <summary>Path, from this file's folder, of a file to start from: the keys given here go over its keys, deeply.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Base { get; init; }

    /// <summary>Name of the experiment; its runs lie in runs/NAME.</summary>
    [RegularExpression("^[A-Za-z0-9][A-Za-z0-9._-]*$", ErrorMessage = "letters, digits, '.', '_' and '-', beginning with a letter or digit")]
    public required string Name { get; init; }

    /// <summary>Seed of all random numbers of the run: initial weights, order of the rows, dropout.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Where to compute: "auto" (the first GPU if there is one), "cpu", "cuda" or "cuda:N".</summary>
    [RegularExpression("^(auto|cpu|cuda|cuda:[0-9]{1,3})$", ErrorMessage = "auto, cpu, cuda or cuda:N")]
    public string Device { get; init; } = "auto";

    /// <summary>
    /// Threads on the CPU, of all replicas together: a number, or "auto" for what a short trial of the training finds to be the fastest, at most OMP_NUM_THREADS, or as many as
    /// there are processors. That is remembered for machine and configuration; runs have it in their resolved.json.
    /// </summary>
    [AutoIfNull, Range(1, 1024)]
    public int? Threads { get; init; }

    /// <summary>
    /// Copies of the model that compute a part of each batch each, at the same time: on the CPU with a thread each, or on as many GPUs from the device on. Their gradients are
    /// summed in a fixed order, so that the same number of replicas gives the same numbers. "auto" for what a short trial finds to be the fastest.
    /// </summary>
    [AutoIfNull, Range(1, 256)]
    public int? Replicas { get; init; } = 1;

    /// <summary>
    /// On NVIDIA GPUs, round the factors of float32 matrix products and convolutions to TF32, with 10 bits after the point in place of 23: several times as
    /// fast, and less exact. Without effect on the CPU. PyTorch rounds convolutions so unless told otherwise, matrix products not.
    /// </summary>
    public bool Tf32 { get; init; }

    /// <summary>
    /// In which numbers linear layers and convolutions compute. bf16 is for processors with AVX-512 BF16 or AMX and for GPUs, fp16 for GPUs alone. All that lasts is fp32 in
    /// any case: parameters, optimizer, normalizations, losses, metrics. A run is evaluated as it was trained.
    /// </summary>
    public Precision Precision { get; init; }

    /// <summary>The data set.</summary>
    public required DataOptions Data { get; init; }

    /// <summary>The network, without the heads.</summary>
    public required ModelConfig Model { get; init; }

    /// <summary>The tasks by name. A task learns the data set's target of its name, unless "target" names another.</summary>
    [MinLength(1), KeyPattern("^[A-Za-z0-9][A-Za-z0-9_-]*$", "letters, digits, '_' and '-', beginning with a letter or digit")]
    public required IReadOnlyDictionary<string, TaskOptions> Tasks { get; init; }

    /// <summary>How the tasks' losses are balanced.</summary>
    public BalancingOptions Balancing { get; init; } = new EqualOptions();

    /// <summary>What limits the freedom of the model: penalties, limits, noise; they act in this order.</summary>
    public IReadOnlyList<RegularizerOptions> Regularization { get; init; } = [];

    /// <summary>How the parameters are brought forward: by all tasks together, or one after the other, or apart.</summary>
    public StrategyOptions Strategy { get; init; } = new JointOptions();

    /// <summary>How the parameters are stepped.</summary>
    public required OptimizerOptions Optimizer { get; init; }

    /// <summary>The learning rate over time.</summary>
    public ScheduleOptions Schedule { get; init; } = new ConstantOptions();

    /// <summary>Epochs, batches, stopping, selection.</summary>
    public TrainerOptions Trainer { get; init; } = new();

    /// <summary>
    /// Trainings one after the other, in one run: each { "pretrain": { ... } } or { "train": { ... } }, whose keys go over those of the file; each
    /// begins with the weights of the one before. The last "train" is the experiment itself, and may be left out.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<StageConfig>? Stages { get; init; }

    /// <summary>
    /// Linear models by name, fitted after training to the features of the best epoch, or to the inputs: how well they do on validation and test
    /// stands in result.json. They change nothing of the training.
    /// </summary>
    [KeyPattern("^[A-Za-z0-9][A-Za-z0-9_-]*$", "letters, digits, '_' and '-', beginning with a letter or digit")]
    public IReadOnlyDictionary<string, ProbeOptions> Probes { get; init; } = new Dictionary<string, ProbeOptions>();

    /// <summary>What is written for TensorBoard.</summary>
    public TensorBoardOptions TensorBoard { get; init; } = new();
}

/// <summary>The network, without the heads.</summary>
public sealed record ModelConfig
{
    /// <summary>What turns inputs into features.</summary>
    public required TrunkOptions Trunk { get; init; }

    /// <summary>How the tasks share trunks.</summary>
    public SharingOptions Sharing { get; init; } = new HardSharingOptions();
}
