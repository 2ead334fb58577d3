using System.Globalization;
using System.Text.RegularExpressions;

namespace MtlTorch.Experiments.Sweeps.Launching.Slurm;

/// <summary>Writes the script of a job array. All that varies between its tasks is in a list of trials, a line per task.</summary>
public static partial class SlurmScript
{
    /// <summary>The script.</summary>
    /// <param name="place">Where the trials are trained.</param>
    /// <param name="options">What they ask of the cluster.</param>
    /// <param name="batch">Folder of the script, with its list of trials.</param>
    /// <param name="tasks">Number of trials in the list.</param>
    /// <param name="atOnce">How many of them may run at once.</param>
    public static string Text(SlurmPlace place, SlurmOptions options, string batch, int tasks, int atOnce) =>
        $$"""
        #!/bin/bash
        # Trains trials of a sweep: task N of this job array those of line N in tasks.txt, in the folders that are named there.
        {{string.Join('\n', Arguments(place, options, batch, tasks, atOnce).Select(a => $"#SBATCH {ShellText.Directive(a)}"))}}

        # USR1 comes before the time limit, TERM with a pre-emption, from `mtl sweep` and from scancel. From all of them follows a checkpoint.
        told='' child=''
        tell() { told=1; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null; }
        trap tell USR1 TERM

        batch={{ShellText.Word(batch)}} task=$SLURM_ARRAY_TASK_ID id=${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID
        program=({{string.Join(' ', place.Program.Select(ShellText.Word))}})
        cd {{ShellText.Word(Path.GetFullPath(place.WorkingDirectory))}} || exit 1
        export OMP_NUM_THREADS={{Number(options.CpusPerTrial)}} MKL_NUM_THREADS={{Number(options.CpusPerTrial)}} OPENBLAS_NUM_THREADS={{Number(options.CpusPerTrial)}}
        [ -n "${OMP_WAIT_POLICY:-}" ] || export GOMP_SPINCOUNT="${GOMP_SPINCOUNT:-1000}"

        IFS=$'\t' read -r -a line < <(sed -n "${task}p" "$batch/tasks.txt")
        trial=${line[1]} runs=("${line[@]:2}")
        [ "${#runs[@]}" -gt 0 ] || { echo "error: line $task of $batch/tasks.txt names no runs." >&2; exit 1; }
        echo "trial ${line[0]}, job $id, on $(hostname), restarted ${SLURM_RESTART_COUNT:-0} times, $(date '+%Y-%m-%d %H:%M:%S')"

        # The steps of all checkpoints: how far the trial is.
        steps() { find "${runs[@]}" -path '*/checkpoints/last/state.json' -exec grep -H '"step":' {} + 2>/dev/null | sort; }
        before=$(steps)

        # The program's number and its exit code come through a pipe: `wait` may forget the code of what ends as a signal arrives (bash 5.2).
        exec 3< <(
            trap : USR1 TERM
            bash -c 'echo "$$"; exec "$@" >&2' mtl "${program[@]}" trial "${runs[@]}" </dev/null
            echo "$?"
        )
        heard() { until read -r "$1" <&3; do [ "$?" -gt 128 ] || return; done; }
        heard child
        [ -z "$told" ] || kill -TERM "$child" 2>/dev/null
        code=''
        heard code
        child='' code=${code:-1}

        [ "$code" -ne 0 ] || exit 0
        [ ! -e "$trial/ended" ] || { echo "the trial was ended early"; exit 0; }
        [ -n "$told" ] && [ ! -e "$batch/stopped" ] || exit "$code"
        # 143: it was told before it could listen.
        [ "$code" -eq 130 ] || [ "$code" -eq 143 ] || exit "$code"

        # Somebody cancels the job, or Slurm itself puts it back into the queue.
        state=$(squeue --noheader --states=all --jobs="$id" --format=%T 2>/dev/null)
        [ -z "$state" ] || [ "$state" = RUNNING ] || exit "$code"

        # The limit is near, or the node is wanted. A trial that gets nowhere between two limits never will.
        stalled=$batch/$task.stalled
        if [ "$(steps)" != "$before" ]; then rm -f "$stalled"; else echo "$(date '+%s')" >>"$stalled"; fi
        if [ -e "$stalled" ] && [ "$(wc -l <"$stalled")" -gt {{Number(options.Resubmissions)}} ]; then
            echo "error: no step was finished before the time limit, or between pre-emptions, $(wc -l <"$stalled") times in a row. Give the trial more time." >&2
            exit 1
        fi
        scontrol requeue "$id" || exit "$code"
        echo "put back into the queue, to go on from its checkpoint"

        """;

    /// <summary>The arguments of sbatch.</summary>
    private static IEnumerable<string> Arguments(SlurmPlace place, SlurmOptions options, string batch, int tasks, int atOnce)
    {
        yield return $"--job-name=mtl-{Unusual().Replace(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(place.Sweep))), "_")}";
        yield return $"--comment={batch}";
        yield return $"--array=1-{Number(tasks)}%{Number(Math.Max(1, atOnce))}";
        yield return $"--output={batch.Replace("%", "%%", StringComparison.Ordinal)}/%a.log";
        yield return "--open-mode=append";
        yield return "--nodes=1";
        yield return "--ntasks=1";
        yield return $"--cpus-per-task={Number(options.CpusPerTrial)}";
        yield return "--requeue";
        yield return $"--signal=B:USR1@{Number(options.SignalSeconds)}";
        var asked = new (string Name, string? Value)[]
        {
            ("partition", options.Partition), ("account", options.Account), ("qos", options.Qos), ("time", options.Time), ("mem", options.Memory),
            ("gres", options.GpusPerTrial == 0 ? null : $"gpu:{Number(options.GpusPerTrial)}"),
        };
        foreach (var (name, value) in asked.Where(a => a.Value is not null))
        {
            yield return $"--{name}={value}";
        }

        foreach (var argument in options.Extra)
        {
            yield return argument;
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("[^A-Za-z0-9_.-]")]
    private static partial Regex Unusual();
}
