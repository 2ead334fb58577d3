using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Sweeps.Launching;

/// <summary>Something that happened to a trial.</summary>
/// <param name="Trial">Its number.</param>
public abstract record LauncherEvent(int Trial);

/// <summary>The first run of a trial has finished an epoch, whose figures are in its metrics.jsonl. Whoever trains it may wait for an answer.</summary>
/// <param name="Trial">Number of the trial.</param>
/// <param name="Epoch">The epoch, from 1.</param>
public sealed record EpochReached(int Trial, int Epoch) : LauncherEvent(Trial);

/// <summary>A trial is no longer trained.</summary>
/// <param name="Trial">Number of the trial.</param>
/// <param name="Status">Completed if all runs are; interrupted where it was asked to end; else failed.</param>
/// <param name="Error">Why it failed; null otherwise.</param>
/// <param name="Seconds">How long it was trained.</param>
public sealed record TrialOver(int Trial, RunStatus Status, string? Error, double Seconds) : LauncherEvent(Trial);
