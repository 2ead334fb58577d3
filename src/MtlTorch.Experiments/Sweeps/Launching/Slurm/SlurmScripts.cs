using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Sweeps.Launching.Slurm;

/// <summary>Writes the scripts of trials whose points are all known, and submits nothing: for clusters whose commands are somewhere else.</summary>
public static class SlurmScripts
{
    /// <summary>Slurm's own default of MaxArraySize, less one.</summary>
    public const int UsualLargestIndex = 1000;

    /// <summary>Writes the job arrays, and a script that submits them one after the other.</summary>
    /// <param name="place">Where the trials are trained.</param>
    /// <param name="options">What they ask of the cluster.</param>
    /// <param name="jobs">The trials.</param>
    /// <param name="largestIndex">The most trials of one array.</param>
    /// <returns>What to tell the user: how to submit, and how to collect.</returns>
    /// <exception cref="InvalidOptionException">An option is out of its range.</exception>
    public static string Write(SlurmPlace place, SlurmOptions options, IReadOnlyList<TrialJob> jobs, int largestIndex = UsualLargestIndex)
    {
        options.Check();
        var toTrain = jobs.Where(j => !TrialRuns.AreComplete(j)).ToList();
        if (toTrain.Count == 0)
        {
            return "All trials are complete; there is nothing to submit.";
        }

        toTrain.ForEach(TrialRuns.Forget);
        var batches = toTrain.Chunk(largestIndex).Select(some => SlurmBatch.Write(place, options, some, options.MaxParallel)).ToList();
        var submit = Path.Combine(place.Jobs, "submit.sh");
        WholeFile.Write(submit, Submit(batches));
        return $"""
            {toTrain.Count} trials in {(batches.Count == 1 ? "a job array" : $"{batches.Count} job arrays, each of which begins when the one before has ended")}.
            Look at it:  {ShellText.Word(batches[0].Script)}
            Submit:      bash {ShellText.Word(submit)}
            Follow:      squeue --me; the logs are {ShellText.Word(Path.GetDirectoryName(batches[0].Script)!)}/N.log
            Collect:     mtl sweep --resume {ShellText.Word(Path.GetFullPath(place.Sweep))}
            """;
    }

    /// <summary>What was submitted leaves its number behind, so that a driver that comes later finds it.</summary>
    private static string Submit(IEnumerable<SlurmBatch> batches) =>
        $$"""
        #!/bin/bash
        # Submits the job arrays of a sweep; those that were submitted are left out.
        set -eu
        before=
        submit() {
            if [ ! -e "$1/job" ]; then
                sbatch --parsable ${before:+"--dependency=afterany:$before"} "$1/job.sh" >"$1/job.part"
                mv "$1/job.part" "$1/job"
            fi
            before=$(cut -d';' -f1 "$1/job")
            echo "slurm job $before: $1"
        }
        {{string.Join('\n', batches.Select(b => $"submit {ShellText.Word(b.Path)}"))}}

        """;
}
