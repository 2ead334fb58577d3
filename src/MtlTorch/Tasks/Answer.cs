namespace MtlTorch.Tasks;

/// <summary>What a task's predictions say of a row, for whoever uses the model.</summary>
public abstract record Answer;

/// <summary>One of K classes: predictions are logits [B, K], whose softmax are the probabilities.</summary>
/// <param name="Classes">Their names.</param>
public sealed record ClassAnswer(IReadOnlyList<string> Classes) : Answer;

/// <summary>Real numbers: predictions are these numbers [B, Width].</summary>
/// <param name="Width">How many.</param>
/// <param name="Unit">What they are counted in; null for pure numbers.</param>
public sealed record NumberAnswer(int Width, string? Unit = null) : Answer;
