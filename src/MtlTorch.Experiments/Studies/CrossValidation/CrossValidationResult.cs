using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Studies.CrossValidation;

/// <summary>What came out of a cross-validation.</summary>
/// <param name="Plan">What was done.</param>
/// <param name="Points">What the folds say of each point.</param>
/// <param name="Choice">Which point is which.</param>
/// <param name="Refit">How the run on all rows ended; null where no point could be chosen.</param>
public sealed record CrossValidationResult(CrossValidationPlan Plan, IReadOnlyList<PointScore> Points, Choice Choice, RunResult? Refit);
