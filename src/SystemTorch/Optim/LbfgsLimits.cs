namespace TorchSharp.Modules;

/// <summary>When a step of L-BFGS ends.</summary>
/// <param name="Iterations">At most so many directions are followed.</param>
/// <param name="Evaluations">At most so many calls of the closure.</param>
/// <param name="GradientTolerance">No entry of the gradient is larger.</param>
/// <param name="ChangeTolerance">Neither the loss nor a parameter changes more.</param>
/// <param name="HistorySize">How many earlier changes the curvature is estimated from.</param>
internal sealed record LbfgsLimits(long Iterations, long Evaluations, double GradientTolerance, double ChangeTolerance, long HistorySize);
