using MtlTorch.Balancing;

namespace MtlTorch.Training.Steps;

/// <summary>What one step did.</summary>
/// <param name="Losses">The tasks' losses before any weighting [T], detached; 0 for silent tasks.</param>
/// <param name="Present">The tasks that these losses are of.</param>
/// <param name="Weights">The method's weights [T], 0 for silent tasks; null for a method whose direction is no weighted sum of the gradients.</param>
/// <param name="Diagnostics">What was measured of the gradients, if something was.</param>
public sealed record StepResult(torch.Tensor Losses, PresentTasks Present, torch.Tensor? Weights, GradientDiagnostics? Diagnostics = null)
{
    /// <summary>Whether the step was left out, because its scaled gradient was not finite: parameters and memories are as before.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>The results of steps of one task each [T], as one.</summary>
    public static StepResult OfEach(IReadOnlyList<StepResult> results) =>
        new(torch.stack(results.Select(r => r.Losses)), PresentTasks.Where(results.Select((r, task) => r.Present.Contains(task))), null) { IsSkipped = results.Any(r => r.IsSkipped) };
}
