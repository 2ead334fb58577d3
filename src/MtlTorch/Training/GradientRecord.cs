using MtlTorch.Balancing;

namespace MtlTorch.Training;

/// <summary>What was measured of the tasks' gradients at one step.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The step, from 1, counted since the beginning.</param>
/// <param name="Tasks">Names of the tasks, in the order of the figures.</param>
/// <param name="Gradients">The figures: of the gradients of the shared parameters, before any weighting.</param>
/// <param name="Weights">Weights of the step, by task; null for a balancing method that has none.</param>
public sealed record GradientRecord(
    int Epoch, long Step, IReadOnlyList<string> Tasks, GradientDiagnostics Gradients, IReadOnlyDictionary<string, double>? Weights);
