namespace MtlTorch.Experiments.Predicting;

/// <summary>What one task says of one row.</summary>
public abstract record RowAnswer;

/// <summary>A class: the most probable one, the first of several.</summary>
/// <param name="Probabilities">Of all classes; they add up to 1.</param>
public sealed record ClassOfRow(IReadOnlyList<float> Probabilities) : RowAnswer
{
    /// <summary>Number of the class.</summary>
    public int Class { get; } = Probabilities.ToList().IndexOf(Probabilities.Max());
}

/// <summary>Real numbers, in the target's unit.</summary>
/// <param name="Values">The numbers.</param>
public sealed record NumbersOfRow(IReadOnlyList<float> Values) : RowAnswer;
