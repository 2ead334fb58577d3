using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Studies;

/// <summary>The folders of runs that belong together, each below one folder under the name of its run. Who uses it sees to it that no other process does.</summary>
/// <param name="path">The folder that they lie in.</param>
public sealed class RunFolders(string path)
{
    /// <summary>A driver that was killed leaves processes that finish a step and write a checkpoint.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The folder that they lie in.</summary>
    public string Path => path;

    /// <summary>The folder of a run.</summary>
    public string PathOf(RunRequest run) => System.IO.Path.Combine(path, run.Name);

    /// <summary>How far a run has come.</summary>
    public PointState StateOf(RunRequest run)
    {
        if (!Directory.Exists(PathOf(run)))
        {
            return PointState.Absent;
        }

        var reader = new RunReader();
        return File.Exists(ResolvedOf(run)) && reader.TryAdd(PathOf(run)) ? PointState.Complete : PointState.Incomplete;
    }

    /// <summary>The folder of a run that is not complete: it goes on from its checkpoint, or begins if there is none.</summary>
    /// <returns>The folder, and whether the run goes on.</returns>
    /// <exception cref="InvalidOptionException">Another process is at work on the run.</exception>
    public (RunFolder Folder, bool Resumes) Begin(RunRequest run, TimeProvider clock)
    {
        if (StateOf(run) == PointState.Incomplete)
        {
            if (File.Exists(ResolvedOf(run)) && GoesOn(RunFolder.Open(PathOf(run)), run))
            {
                return (RunFolder.Open(PathOf(run)), true);
            }

            Directory.Delete(PathOf(run), recursive: true);
        }

        return (RunFolder.Create(run.Config, PathOf(run), clock), false);
    }

    /// <summary>A key in which a run that is there differs from the one that is meant, whatever the machine; null if there is none.</summary>
    public (string Key, string There, string Meant)? Difference(RunRequest run)
    {
        if (!File.Exists(ResolvedOf(run)))
        {
            return null;
        }

        if (Configured(run) is not { } config)
        {
            return null;
        }

        var (there, meant) = (FlatConfig.Of(config), FlatConfig.Of(run.Config));
        return FlatConfig.Differing([there, meant], FlatConfig.Matters) is [var key, ..]
            ? (key, there.GetValueOrDefault(key, "not there"), meant.GetValueOrDefault(key, "there"))
            : null;
    }

    /// <summary>A run that is there must be the one that is meant.</summary>
    /// <exception cref="InvalidOptionException">It is another one.</exception>
    public void RefuseOther(RunRequest run)
    {
        if (Difference(run) is var (key, there, meant))
        {
            throw new InvalidOptionException("--run-dir", $"{PathOf(run)} is a run of another experiment: its {key} is {there}, not {meant}. Name another folder.");
        }
    }

    /// <summary>The configuration of a run that is there; null where a process was cut off as it wrote it. Such a run begins anew.</summary>
    private ExperimentConfig? Configured(RunRequest run)
    {
        try
        {
            return ConfigTree.Read(ResolvedOf(run), []).ToConfig();
        }
        catch (ConfigException)
        {
            return null;
        }
    }

    private string ResolvedOf(RunRequest run) => System.IO.Path.Combine(PathOf(run), "resolved.json");

    private static bool GoesOn(RunFolder folder, RunRequest run)
    {
        SpinWait.SpinUntil(() => !RunLock.IsHeld(folder), Patience);
        using var work = RunLock.Take(folder);
        var goesOn = Directory.Exists(folder.LastCheckpoint) || Directory.Exists(folder.PreviousCheckpoint) || folder.Stages().Count > 0;
        if (goesOn)
        {
            folder.Rewrite(run.Config);
        }

        return goesOn;
    }
}
