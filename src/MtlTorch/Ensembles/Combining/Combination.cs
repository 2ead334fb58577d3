using static TorchSharp.torch;

namespace MtlTorch.Ensembles.Combining;

/// <summary>Makes one prediction of several, for one task.</summary>
/// <param name="Kind">How.</param>
public abstract record Combination(CombinationKind Kind)
{
    /// <summary>Whether a kind has numbers that are fitted to rows with targets.</summary>
    public static bool IsFitted(CombinationKind kind) => kind is CombinationKind.Weighted or CombinationKind.Stacking or CombinationKind.Greedy;

    /// <summary>Log-probabilities of the members, Float64 [M, B, K], to those of the ensemble [B, K].</summary>
    public abstract Tensor Classes(Tensor members);

    /// <summary>Numbers of the members, Float64 [M, B, W], to those of the ensemble [B, W].</summary>
    public abstract Tensor Numbers(Tensor members);

    /// <summary>Either of them.</summary>
    /// <param name="classes">Whether the members' predictions are log-probabilities.</param>
    /// <param name="members">The members' predictions.</param>
    public Tensor Of(bool classes, Tensor members)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        return (classes ? Classes(members) : Numbers(members)).MoveToOuterDisposeScope();
    }
}
