using System.Globalization;
using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Ensembles;

/// <summary>A trained model that an ensemble or an average takes in.</summary>
/// <param name="Name">What it is called in tables.</param>
/// <param name="Source">The folder that it comes from: a run, or a snapshot of one.</param>
/// <param name="Checkpoint">The folder of its weights.</param>
/// <param name="Config">The configuration of its run.</param>
/// <param name="Epochs">Epochs that it was trained.</param>
public sealed record Member(string Name, string Source, string Checkpoint, ExperimentConfig Config, int Epochs)
{
    /// <summary>The fold that was held out from its training, from 1; 0 for none.</summary>
    public int Fold => Config.Data.Fold?.Index ?? 0;

    /// <summary>Finds the members in folders: runs, or with <paramref name="snapshots"/> the snapshots of runs. A study, or any folder, stands for its runs.</summary>
    /// <param name="paths">The folders.</param>
    /// <param name="snapshots">Whether the snapshots of the runs are meant.</param>
    /// <returns>The members, and what was left out and why.</returns>
    /// <exception cref="InvalidOptionException">There is nothing to take, or an ensemble, or the same run twice.</exception>
    public static (IReadOnlyList<Member> Members, IReadOnlyList<string> Notes) Find(IEnumerable<string> paths, bool snapshots)
    {
        var reader = new RunReader();
        foreach (var path in paths)
        {
            reader.Add("RUN", path);
        }

        foreach (var run in reader.Runs)
        {
            if (EnsembleRecord.IsIn(run.Path))
            {
                throw new InvalidOptionException("RUN", $"{run.Path} is an ensemble itself. Name the runs that its members came from; {EnsembleRecord.FileIn(run.Path)} lists them.");
            }
        }

        var members = reader.Runs.SelectMany(run => snapshots ? SnapshotsOf(run) : [OfRun(run)]).ToList();
        return (members.Count > 0 ? members : throw new InvalidOptionException("RUN", $"there is no complete run to take. {string.Join(' ', reader.Notes)}"), reader.Notes);
    }

    /// <summary>A complete run.</summary>
    public static Member OfRun(FinishedRun run) => new(
        NameOf(run), run.Path, RunModel.CheckpointOf(RunFolder.Open(run.Path)), run.Config, run.Result.Epochs);

    private static IEnumerable<Member> SnapshotsOf(FinishedRun run)
    {
        var folder = RunFolder.Open(run.Path);
        var found = Directory.Exists(folder.Snapshots)
            ? Directory.EnumerateDirectories(folder.Snapshots, "epoch-*").Where(p => !Path.GetFileName(p).Contains('.')).ToList()
            : [];
        return found.Count > 0
            ? found.Select(p => (Path: p, Epoch: int.Parse(Path.GetFileName(p)["epoch-".Length..], CultureInfo.InvariantCulture))).OrderBy(p => p.Epoch)
                .Select(p => new Member($"{NameOf(run)} epoch {p.Epoch}", p.Path, p.Path, run.Config, p.Epoch))
            : throw new InvalidOptionException("--from snapshots", $"{run.Path} kept no snapshots. Train it with --set trainer.snapshotEvery=N, or name its experiment file here.");
    }

    private static string NameOf(FinishedRun run) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run.Path)));
}
