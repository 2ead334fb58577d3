using static TorchSharp.torch;

namespace MtlTorch.Ensembles.Combining;

/// <summary>Weighted mean of the probabilities, or of the numbers.</summary>
/// <param name="Kind">Where the weights come from.</param>
/// <param name="Weights">A weight for each member; not negative, and they sum to 1.</param>
public sealed record LinearPool(CombinationKind Kind, IReadOnlyList<double> Weights) : Combination(Kind)
{
    /// <summary>Equal weights.</summary>
    public static LinearPool Uniform(int members) => new(CombinationKind.Mean, [.. Enumerable.Repeat(1.0 / members, members)]);

    /// <inheritdoc/>
    public override Tensor Classes(Tensor members) => (members + Column(members).log()).logsumexp(0);

    /// <inheritdoc/>
    public override Tensor Numbers(Tensor members) => (members * Column(members)).sum(dim: 0);

    private Tensor Column(Tensor members) => tensor(Weights.ToArray(), float64, members.device).view(-1, 1, 1);
}
