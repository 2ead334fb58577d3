using System.Globalization;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Sweeps.Launching.Slurm;

/// <summary>
/// The folder of a job array, SWEEP/slurm/NNN: job.sh, tasks.txt with a trial a line, N.log of each task, and, once it is submitted, its number in the file
/// job. That is how a driver finds the jobs of one that died.
/// </summary>
public sealed class SlurmBatch
{
    private const char Between = '\t';

    private SlurmBatch(string path, IReadOnlyList<TrialJob> trials, int atOnce) => (Path, Trials, AtOnce) = (path, trials, atOnce);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The trial of each task, the first being that of task 1.</summary>
    public IReadOnlyList<TrialJob> Trials { get; }

    /// <summary>How many tasks may run at once, as it was written; unknown, and the largest number, where it was read.</summary>
    public int AtOnce { get; }

    /// <summary>The script.</summary>
    public string Script => File("job.sh");

    /// <summary>Says that the tasks are to end with a checkpoint, and not to go on in a further job.</summary>
    public string StoppedFile => File("stopped");

    /// <summary>Number of the job; null before it is submitted.</summary>
    public long? Job
    {
        get => System.IO.File.Exists(File("job")) && long.TryParse(System.IO.File.ReadAllText(File("job")).Split(';')[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var job) ? job : null;
        set => WholeFile.Write(File("job"), $"{value!.Value.ToString(CultureInfo.InvariantCulture)}\n");
    }

    /// <summary>What a task prints.</summary>
    /// <param name="task">Its index, from 1.</param>
    public string LogOf(int task) => File($"{task.ToString(CultureInfo.InvariantCulture)}.log");

    /// <summary>Writes the folder of a job array; nothing is submitted.</summary>
    /// <param name="place">Where the trials are trained.</param>
    /// <param name="options">What they ask of the cluster.</param>
    /// <param name="jobs">The trials.</param>
    /// <param name="atOnce">How many of them may run at once.</param>
    /// <exception cref="InvalidOptionException">A folder's name does not fit into a list.</exception>
    public static SlurmBatch Write(SlurmPlace place, SlurmOptions options, IReadOnlyList<TrialJob> jobs, int atOnce)
    {
        var trials = jobs.Select(j => new TrialJob(j.Trial, Whole(j.Folder), [.. j.Runs.Select(Whole)])).ToList();
        var batch = new SlurmBatch(Claim(place.Jobs), trials, Math.Clamp(atOnce, 1, trials.Count));
        WholeFile.Write(batch.File("tasks.txt"), string.Concat(trials.Select(t => string.Join(Between, [t.Trial.ToString(CultureInfo.InvariantCulture), t.Folder, .. t.Runs]) + "\n")));
        WholeFile.Write(batch.Script, SlurmScript.Text(place, options, batch.Path, trials.Count, batch.AtOnce));
        return batch;
    }

    /// <summary>The job arrays of a sweep, the first one first. Folders that are not complete, since their driver died, are left out.</summary>
    public static IReadOnlyList<SlurmBatch> All(SlurmPlace place) => !Directory.Exists(place.Jobs)
        ? []
        : [.. Directory.EnumerateDirectories(place.Jobs).Where(d => NumberOf(d) > 0 && System.IO.File.Exists(System.IO.Path.Combine(d, "job.sh"))).OrderBy(NumberOf).Select(Read)];

    private static SlurmBatch Read(string path)
    {
        var lines = System.IO.File.ReadLines(System.IO.Path.Combine(path, "tasks.txt")).Select(line => line.Split(Between));
        return new SlurmBatch(path, [.. lines.Select(f => new TrialJob(int.Parse(f[0], NumberStyles.None, CultureInfo.InvariantCulture), f[1], f[2..]))], int.MaxValue);
    }

    /// <summary>A folder of its own, also where several drivers look for one at once: only one of them can make its first file.</summary>
    private static string Claim(string jobs)
    {
        Directory.CreateDirectory(jobs);
        for (var number = Directory.EnumerateDirectories(jobs).Select(NumberOf).Append(0).Max() + 1; ; number++)
        {
            var path = System.IO.Path.Combine(jobs, number.ToString("000", CultureInfo.InvariantCulture));
            var owner = System.IO.Path.Combine(path, "driver");
            Directory.CreateDirectory(path);
            try
            {
                using var file = new StreamWriter(new FileStream(owner, FileMode.CreateNew, FileAccess.Write));
                file.WriteLine(FormattableString.Invariant($"{Environment.MachineName}:{Environment.ProcessId}"));
                return path;
            }
            catch (IOException) when (System.IO.File.Exists(owner))
            {
                // Somebody else was faster.
            }
        }
    }

    private static int NumberOf(string path) =>
        int.TryParse(System.IO.Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Whole(string path)
    {
        var whole = System.IO.Path.GetFullPath(path);
        return whole.Any(char.IsControl) || whole.Contains('\\', StringComparison.Ordinal)
            ? throw new InvalidOptionException("--launcher slurm", $"the folder '{whole}' has a backslash or a control character in its name, which Slurm's scripts cannot name. Put the sweep somewhere else.")
            : whole;
    }

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
