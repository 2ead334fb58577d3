using System.ComponentModel.DataAnnotations;
using TorchSharp.Modules;

namespace MtlTorch.Training.Optimizers;

/// <summary>Stochastic gradient descent with momentum.</summary>
[Paper("Sutskever et al. 2013, On the importance of initialization and momentum in deep learning", "https://proceedings.mlr.press/v28/sutskever13.html")]
public sealed record SgdOptions : OptimizerOptions, ISelfChecking
{
    /// <summary>Share of the last step that is kept.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Momentum { get; init; }

    /// <summary>Share of the gradient that does not enter the momentum.</summary>
    [Range(0.0, 1.0)]
    public double Dampening { get; init; }

    /// <summary>Step along the gradient after the momentum step; needs momentum above 0 and dampening 0.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Multiple of the parameters that is added to the gradient.</summary>
    [Range(0.0, 1e6)]
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Option, string Problem)> Problems()
    {
        if (Nesterov && (Momentum == 0 || Dampening != 0))
        {
            yield return ("nesterov", "Nesterov momentum needs a momentum above 0 and a dampening of 0.");
        }
    }

    /// <inheritdoc/>
    public override int StateCopies() => Momentum > 0 ? 1 : 0;

    /// <inheritdoc/>
    public override double Gain() => Momentum > 0 ? (1 - Dampening) / (1 - Momentum) : 1;

    /// <inheritdoc/>
    public override OptimizerHelper Build(params IReadOnlyList<Parameter> parts) =>
        torch.optim.SGD(parts.Select(p => new SGD.ParamGroup([p], Lr, Momentum, Dampening, WeightDecay, Nesterov)).ToArray(), Lr, Momentum, Dampening, WeightDecay, Nesterov);
}
