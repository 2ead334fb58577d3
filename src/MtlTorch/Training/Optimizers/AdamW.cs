using System.ComponentModel.DataAnnotations;
using TorchSharp.Modules;

namespace MtlTorch.Training.Optimizers;

/// <summary>Adam with decoupled weight decay.</summary>
[Paper("Loshchilov and Hutter 2019, Decoupled Weight Decay Regularization", "https://arxiv.org/abs/1711.05101", Place = "algorithm 2")]
public sealed record AdamWOptions : AdaptiveMomentOptions
{
    /// <summary>Share of the parameters, times the learning rate, that each step takes away.</summary>
    [Range(0.0, 1e6)]
    public double WeightDecay { get; init; } = 0.01;

    /// <inheritdoc/>
    public override OptimizerHelper Build(params IReadOnlyList<Parameter> parts) =>
        torch.optim.AdamW(parts.Select(p => new AdamW.ParamGroup([p], Lr, Beta1, Beta2, Eps, WeightDecay, Amsgrad)).ToArray(), Lr, Beta1, Beta2, Eps, WeightDecay, Amsgrad);
}
