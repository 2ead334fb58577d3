using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Studies;
using MtlTorch.Experiments.Sweeps.Launching;

namespace MtlTorch.Experiments.Sweeps.Running;

/// <summary>The run folders of trials.</summary>
/// <param name="folder">The sweep.</param>
/// <param name="clock">Gives the time.</param>
internal sealed class TrialFolders(SweepFolder folder, TimeProvider clock)
{
    /// <summary>What a launcher trains for a trial.</summary>
    public TrialJob JobOf(int trial, int seeds) =>
        new(trial, folder.Trial(trial), [.. Enumerable.Range(0, seeds).Select(seed => Path.Combine(folder.Trial(trial), SweepFolder.RunName(seed)))]);

    /// <summary>Makes the folders of a trial's runs, each with its configuration; those that are there stay.</summary>
    /// <exception cref="InvalidOptionException">A folder holds another run, another process is at work there, or it cannot be made.</exception>
    public void Prepare(TrialJob job, IReadOnlyList<ExperimentConfig> configs)
    {
        var runs = folder.RunsOf(job.Trial);
        foreach (var (seed, config) in configs.Index())
        {
            var request = new RunRequest(SweepFolder.RunName(seed), config);
            runs.RefuseOther(request);
            if (runs.StateOf(request) != PointState.Complete)
            {
                runs.Begin(request, clock);
            }
        }
    }
}
