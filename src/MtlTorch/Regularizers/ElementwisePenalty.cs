namespace MtlTorch.Regularizers;

/// <summary>R(θ) = a Σ |θ| + b/2 Σ θ², weight by weight.</summary>
public abstract class ElementwisePenalty : IPenalty
{
    private readonly double absolute;
    private readonly double square;

    private ElementwisePenalty(string name, IReadOnlyList<ModelWeight> weights, double absolute, double square) =>
        (Name, Weights, this.absolute, this.square) = (name, weights, absolute, square);

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The weights.</summary>
    protected IReadOnlyList<ModelWeight> Weights { get; }

    /// <inheritdoc/>
    public torch.Tensor Value()
    {
        using var scope = torch.NewDisposeScope();
        return Weights.Select(w => (w.Values.abs().sum() * absolute) + (w.Values.square().sum() * (square / 2))).Aggregate((a, b) => a + b).MoveToOuterDisposeScope();
    }

    /// <summary>Makes it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="step">How it acts.</param>
    /// <param name="absolute">a.</param>
    /// <param name="square">b.</param>
    internal static IRegularizer Make(string name, IReadOnlyList<ModelWeight> weights, PenaltyStep step, double absolute, double square) => step == PenaltyStep.Proximal
        ? new ByProximalStep(name, weights, absolute, square)
        : new BySubgradient(name, weights, absolute, square);

    private sealed class ByProximalStep(string name, IReadOnlyList<ModelWeight> weights, double absolute, double square)
        : ElementwisePenalty(name, weights, absolute, square), IProximalStep
    {
        public bool Couples => false;

        /// <summary>Soft-thresholding, then a division for the square: the proximal operator of the sum (Parikh and Boyd 2014, section 6.5).</summary>
        public void Apply(StepScope scope)
        {
            foreach (var weight in Weights.Where(scope.Moves))
            {
                var rate = scope.ProximalRateOf(weight);
                ProximalOperators.SoftThreshold(weight.Values, rate * absolute);
                if (square > 0)
                {
                    weight.Values.mul_(1 / (1 + (rate * square)));
                }
            }
        }
    }

    private sealed class BySubgradient(string name, IReadOnlyList<ModelWeight> weights, double absolute, double square)
        : ElementwisePenalty(name, weights, absolute, square), IGradientPenalty
    {
        public void AddGradient(StepScope scope)
        {
            using var tensors = torch.NewDisposeScope();
            foreach (var weight in Weights.Where(scope.Moves))
            {
                weight.Gradient.add_(weight.Values.sign(), alpha: absolute).add_(weight.Values, alpha: square);
            }
        }
    }
}
