using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling;

/// <summary>What samplers and pruners see of a trial.</summary>
/// <param name="Number">Number of the trial, from 1, in the order in which the points were chosen.</param>
/// <param name="Point">Its point.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Losses">The objectives, turned so that lower is better; empty unless the trial is completed.</param>
/// <param name="Curve">
/// The only objective after each epoch, turned so that lower is better: element 0 after the first epoch, NaN where it has no value. Empty with several objectives.
/// </param>
public sealed record Observation(int Number, Point Point, TrialStatus Status, IReadOnlyList<double> Losses, IReadOnlyList<double> Curve);
