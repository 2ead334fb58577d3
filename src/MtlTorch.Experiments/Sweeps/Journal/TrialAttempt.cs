namespace MtlTorch.Experiments.Sweeps.Journal;

/// <summary>One attempt to train a trial.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Where">Where it was trained, for people: "worker 2", "slurm job 17_3"; until it ends, and where nobody said, the driver.</param>
/// <param name="Started">When it began.</param>
/// <param name="Ended">When it ended; null while it runs, and of an attempt that was cut off without a word.</param>
/// <param name="Status">How it ended; waiting where it was interrupted, running where it has not ended.</param>
public sealed record TrialAttempt(int Number, string Where, DateTimeOffset Started, DateTimeOffset? Ended, TrialStatus Status);
