using MtlTorch.Tasks;
using MtlTorch.Tensors;
using TorchSharp.Modules;

namespace MtlTorch.Training.Checkpoints;

/// <summary>The living objects of a training whose state makes a checkpoint.</summary>
/// <param name="Model">Parameters and buffers.</param>
/// <param name="Optimizer">Its moments.</param>
/// <param name="Balancing">The balancing method, if it remembers something.</param>
/// <param name="Randomness">The generators that draw on from step to step.</param>
/// <param name="Progress">How far the training has come.</param>
/// <param name="Made">The targets that tasks made for themselves; null where they are not to be kept.</param>
/// <param name="Strategy">The update strategy, if it remembers something.</param>
/// <param name="Regularization">The regularizers, if they remember something.</param>
public sealed record TrainingState(
    MultiTaskModel Model, OptimizerHelper Optimizer, IStateful? Balancing, Randomness Randomness, Progress Progress, MadeTargets? Made = null, IStateful? Strategy = null,
    IStateful? Regularization = null);
