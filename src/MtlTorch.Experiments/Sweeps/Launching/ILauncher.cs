namespace MtlTorch.Experiments.Sweeps.Launching;

/// <summary>
/// Has trials trained somewhere: by processes on this machine, or by jobs of a cluster. It knows run folders, and nothing of points, samplers or objectives. Is used by one
/// thread.
/// </summary>
public interface ILauncher : IDisposable
{
    /// <summary>Whether trials outlive their driver, so that a later one goes on with them; see <see cref="Adopt"/>.</summary>
    bool CanAdopt => false;

    /// <summary>How many further trials it would take now.</summary>
    /// <param name="underway">Trials that were begun and have not ended.</param>
    /// <param name="isAdaptive">Whether it is better to wait for results than to take trials early.</param>
    int Wanted(int underway, bool isAdaptive);

    /// <summary>Begins trials. Does not wait for them.</summary>
    /// <returns>Where each is trained, for people: "worker 2", "slurm job 17_3".</returns>
    IReadOnlyList<string> Begin(IReadOnlyList<TrialJob> jobs);

    /// <summary>Goes on with trials that an earlier driver began and that are still being trained, or wait to be. What has ended meanwhile is to be begun again.</summary>
    /// <param name="jobs">Trials that were begun and have no end in the journal.</param>
    /// <returns>Numbers of those that it follows from now on.</returns>
    IReadOnlyList<int> Adopt(IReadOnlyList<TrialJob> jobs) => [];

    /// <summary>Waits until something happens; nothing where the time is over, or a stop was asked for.</summary>
    /// <param name="time">How long to wait at most.</param>
    /// <param name="stop">Ends the waiting.</param>
    IReadOnlyList<LauncherEvent> Wait(TimeSpan time, CancellationToken stop);

    /// <summary>Answers an <see cref="EpochReached"/>: the trial goes on, or is to end now.</summary>
    void Answer(int trial, bool goesOn);

    /// <summary>Asks all trials to write a checkpoint and end, and waits until they did; what they say meanwhile comes with the next wait.</summary>
    void StopAll();
}

/// <summary>A trial that is to be trained.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Runs">Folders of its runs, with their configurations; they are trained one after the other. Those that are complete are not repeated, others go on from their checkpoint.</param>
public sealed record TrialJob(int Trial, string Folder, IReadOnlyList<string> Runs);
