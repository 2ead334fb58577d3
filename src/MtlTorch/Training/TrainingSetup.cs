using MtlTorch.Balancing;
using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Regularizers;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Costs;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Scaling;
using MtlTorch.Training.Schedules;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Training;

/// <summary>Everything that a training needs.</summary>
public sealed record TrainingSetup
{
    /// <summary>The model, on its device; its tasks must be fitted (see <see cref="LearningTask.Fit"/>).</summary>
    public required MultiTaskModel Model { get; init; }

    /// <summary>
    /// Models of the same architecture that compute each batch together with <see cref="Model"/>, one for each further replica; the trainer gives them the model's values.
    /// On the CPU each gets a thread of its own.
    /// </summary>
    public IReadOnlyList<MultiTaskModel> Twins { get; init; } = [];

    /// <summary>By which model and twins learn of the whole batch: the one that they were built with. Null where there are no twins.</summary>
    public BatchExchange? Exchange { get; init; }

    /// <summary>The rows to train on, on the model's device.</summary>
    public required Split Train { get; init; }

    /// <summary>The rows that choose the best epoch, on the model's device; null for none.</summary>
    public Split? Validation { get; init; }

    /// <summary>The random numbers of the run; the model's modules draw from the same object.</summary>
    public required Randomness Randomness { get; init; }

    /// <summary>Epochs, batches, stopping.</summary>
    public TrainerOptions Options { get; init; } = new();

    /// <summary>How parameters are stepped.</summary>
    public required OptimizerOptions Optimizer { get; init; }

    /// <summary>The learning rate over time.</summary>
    public ScheduleOptions Schedule { get; init; } = new ConstantOptions();

    /// <summary>How the tasks' losses are weighted.</summary>
    public required BalancingOptions Balancing { get; init; }

    /// <summary>How the parameters are brought forward.</summary>
    public StrategyOptions Strategy { get; init; } = new JointOptions();

    /// <summary>What limits the freedom of the model, in the order in which it acts.</summary>
    public IReadOnlyList<RegularizerOptions> Regularizers { get; init; } = [];

    /// <summary>By how much losses are scaled while they are back-propagated, for models that compute in fp16; not at all if null.</summary>
    public LossScalingOptions? LossScaling { get; init; }

    /// <summary>Is told what the time goes to; one of its own if null. For a training that goes on, one with the times so far.</summary>
    public PhaseClock? Clock { get; init; }
}
