using static TorchSharp.torch;

namespace MtlTorch.Ensembles.Combining;

/// <summary>A linear model of all that the members predict: softmax regression on their log-probabilities, ridge regression on their numbers.</summary>
/// <param name="Coefficients">F rows of K numbers, one after the other; F = M K are the members' predictions, member after member.</param>
/// <param name="Biases">K numbers.</param>
/// <param name="Lambda">Weight decay that it was fitted with.</param>
[Paper("Wolpert 1992, Stacked Generalization", "https://doi.org/10.1016/S0893-6080(05)80023-1")]
public sealed record StackedModel(IReadOnlyList<double> Coefficients, IReadOnlyList<double> Biases, double Lambda) : Combination(CombinationKind.Stacking)
{
    /// <summary>Log-probabilities below this one (a probability of a millionth) count as it: a member's excess of certainty says nothing more.</summary>
    public const double Least = -13.815510557964274;

    /// <inheritdoc/>
    public override Tensor Classes(Tensor members) => Linear(members.clamp_min(Least)).log_softmax(-1);

    /// <inheritdoc/>
    public override Tensor Numbers(Tensor members) => Linear(members);

    /// <summary>The members' predictions side by side [B, M K].</summary>
    public static Tensor Features(bool classes, Tensor members) => (classes ? members.clamp_min(Least) : members).transpose(0, 1).flatten(1);

    private Tensor Linear(Tensor members)
    {
        var weights = tensor(Coefficients.ToArray(), float64, members.device).view(-1, Biases.Count);
        return members.transpose(0, 1).flatten(1).mm(weights) + tensor(Biases.ToArray(), float64, members.device);
    }
}
