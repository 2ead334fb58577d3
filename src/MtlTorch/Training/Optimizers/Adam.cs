using System.ComponentModel.DataAnnotations;
using TorchSharp.Modules;

namespace MtlTorch.Training.Optimizers;

/// <summary>Adam.</summary>
[Paper("Kingma and Ba 2015, Adam: A Method for Stochastic Optimization", "https://arxiv.org/abs/1412.6980", Place = "algorithm 1")]
public sealed record AdamOptions : AdaptiveMomentOptions
{
    /// <summary>Multiple of the parameters that is added to the gradient.</summary>
    [Range(0.0, 1e6)]
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    public override OptimizerHelper Build(params IReadOnlyList<Parameter> parts) =>
        torch.optim.Adam(parts.Select(p => new Adam.ParamGroup([p], Lr, Beta1, Beta2, Eps, WeightDecay, Amsgrad)).ToArray(), Lr, Beta1, Beta2, Eps, WeightDecay, Amsgrad);
}
