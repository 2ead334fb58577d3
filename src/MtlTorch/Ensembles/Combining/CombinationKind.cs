namespace MtlTorch.Ensembles.Combining;

/// <summary>How the predictions of several members become one.</summary>
public enum CombinationKind
{
    /// <summary>Mean of the probabilities; of the numbers.</summary>
    Mean,

    /// <summary>Mean of the logits, which is the geometric mean of the probabilities, made to sum to 1; for numbers the mean.</summary>
    MeanLogits,

    /// <summary>Weighted mean of the probabilities or numbers, with the weights of the smallest log-loss or squared error.</summary>
    Weighted,

    /// <summary>The class that most members name; the median of the numbers.</summary>
    Vote,

    /// <summary>A linear model of the members' predictions.</summary>
    Stacking,

    /// <summary>Mean of members that were selected one after the other, some of them several times.</summary>
    Greedy,
}
