using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Costs;
using MtlTorch.Training.Regularizing;
using MtlTorch.Training.Replicas;
using MtlTorch.Training.Scaling;
using TorchSharp.Modules;

namespace MtlTorch.Training.Steps;

/// <summary>What all kinds of steps need.</summary>
/// <param name="Model">The model, in training mode.</param>
/// <param name="Parameters">Its flat parameters, the shared ones first.</param>
/// <param name="Optimizer">Steps <see cref="FlatParameters.Values"/>.</param>
/// <param name="ClipNorm">Largest norm of the gradient; no limit if null.</param>
/// <param name="Clock">Is told what the time goes to; one of its own if null.</param>
/// <param name="RateFactors">Factor of the learning rate for each group of the optimizer; 1 if null.</param>
/// <param name="Regularization">The regularizers; none if null.</param>
/// <param name="SharedRate">Factor of the learning rate for shared parameters, for regularizers.</param>
/// <param name="Gain">See <see cref="Optimizers.OptimizerOptions.Gain"/>.</param>
/// <param name="Replicas">Who computes; the model alone if null.</param>
/// <param name="Scaling">By how much losses are scaled while they are back-propagated; not at all if null.</param>
public sealed record StepParts(
    MultiTaskModel Model,
    FlatParameters Parameters,
    OptimizerHelper Optimizer,
    double? ClipNorm = null,
    PhaseClock? Clock = null,
    IReadOnlyList<double>? RateFactors = null,
    Regularization? Regularization = null,
    double SharedRate = 1,
    double Gain = 1,
    ReplicaTeam? Replicas = null,
    LossScaling? Scaling = null);
