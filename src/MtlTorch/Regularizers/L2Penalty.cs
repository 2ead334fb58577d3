using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Regularizers;

/// <summary>
/// Small weights: R(θ) = λ/2 Σ θ², whose gradient is λ θ, as weightDecay of "sgd" and "adam" has it; here for some parts of the model, and without biases.
/// </summary>
[Paper("Hoerl and Kennard 1970, Ridge Regression: Biased Estimation for Nonorthogonal Problems", "https://doi.org/10.1080/00401706.1970.10488634")]
[Paper("Loshchilov and Hutter 2019, Decoupled Weight Decay Regularization", "https://arxiv.org/abs/1711.05101", Place = "algorithms 1 and 2 (decoupled)")]
public sealed record L2PenaltyOptions : WeightRegularizerOptions
{
    /// <summary>λ.</summary>
    [Range(0.0, 1e6)]
    public double Lambda { get; init; } = 1e-4;

    /// <summary>Take the share (learning rate times λ) of the weights away right before the optimizer's step, as "adamw" does, instead of adding λ θ to the gradient.</summary>
    public bool Decoupled { get; init; }

    /// <summary>
    /// λ/m_t in the place of λ: R(θ) = Σ_t λ/(2 m_t) Σ_j θ_tj², where m_t are the training rows that have a label of task t, and for shared weights all
    /// training rows.
    /// </summary>
    public bool PerRows { get; init; }

    /// <inheritdoc/>
    public override IRegularizer Build(RegularizerContext context)
    {
        var weights = context.Select(On, Biases).Select(w => (w, FactorOf(w, context))).ToList();
        var name = RegularizerContext.Label("l2", On);
        return Decoupled ? new DecoupledL2(name, weights) : new L2Penalty(name, weights);
    }

    private double FactorOf(ModelWeight weight, RegularizerContext context) => !PerRows
        ? Lambda
        : context.RowsOf(weight.Task) is > 0 and var rows
            ? Lambda / rows
            : throw new InvalidOptionException("perRows", $"the task '{weight.Task}' has no training row with a label to divide by. Leave the option out, or the task.");
}

/// <summary>See <see cref="L2PenaltyOptions"/>.</summary>
public sealed class L2Penalty(string name, IReadOnlyList<(ModelWeight Weight, double Factor)> weights) : IPenalty, IGradientPenalty
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public torch.Tensor Value() => SumOfSquares(weights);

    /// <inheritdoc/>
    public void AddGradient(StepScope scope)
    {
        foreach (var (weight, factor) in weights)
        {
            if (scope.Moves(weight))
            {
                weight.Gradient.add_(weight.Values, alpha: factor);
            }
        }
    }

    /// <summary>Half the squares times their factors, summed.</summary>
    internal static torch.Tensor SumOfSquares(IReadOnlyList<(ModelWeight Weight, double Factor)> weights)
    {
        using var scope = torch.NewDisposeScope();
        return weights.Select(w => w.Weight.Values.square().sum() * (w.Factor / 2)).Aggregate((a, b) => a + b).MoveToOuterDisposeScope();
    }
}

/// <summary>See <see cref="L2PenaltyOptions.Decoupled"/>.</summary>
public sealed class DecoupledL2(string name, IReadOnlyList<(ModelWeight Weight, double Factor)> weights) : IPenalty, IDecay
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public torch.Tensor Value() => L2Penalty.SumOfSquares(weights);

    /// <inheritdoc/>
    public void Decay(StepScope scope)
    {
        foreach (var (weight, factor) in weights)
        {
            if (scope.Moves(weight))
            {
                weight.Values.mul_(1 - scope.RateOf(weight) * factor);
            }
        }
    }
}
