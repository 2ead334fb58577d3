using MtlTorch.Tasks;
using MtlTorch.Training;
using MtlTorch.Training.Checkpoints;
using Serilog;

namespace MtlTorch.Experiments.Running;

/// <summary>The checkpoints of a run: the last one and the one before it, and the best one.</summary>
/// <param name="folder">The run.</param>
/// <param name="metrics">Is flushed before: a checkpoint never knows of lines that a power cut could still take.</param>
/// <param name="log">Is told what could not be read.</param>
internal sealed class RunCheckpoints(RunFolder folder, MetricsWriter metrics, ILogger log) : ICheckpointStore
{
    public void SaveLast(TrainingState state)
    {
        metrics.Flush();
        Save(folder.LastCheckpoint, state, folder.PreviousCheckpoint);
    }

    public void SaveBest(TrainingState state) => Save(folder.BestCheckpoint, state, null);

    public void SaveSnapshot(MultiTaskModel model, int epoch)
    {
        try
        {
            Directory.CreateDirectory(folder.Snapshots);
            Checkpoint.SaveModel(folder.SnapshotOf(epoch), model, epoch);
        }
        catch (IOException e)
        {
            throw new IOException($"The snapshot of epoch {epoch} cannot be written: {e.Message.TrimEnd('.')}. Make room, then `mtl train --resume {folder.Path}`.", e);
        }
    }

    /// <summary>Puts a training back to the newest checkpoint that is sound; where nothing was ever trained, it is left at its beginning.</summary>
    /// <exception cref="IOException">There is something to go on with, and no way to do that. Nothing was changed.</exception>
    public void Resume(Trainer trainer)
    {
        Checkpoint.Recover(folder.BestCheckpoint);
        var problems = new List<string>();
        var checkpoints = new[] { folder.LastCheckpoint, folder.PreviousCheckpoint }.Where(Directory.Exists);
        if (checkpoints.Any(path => CanResume(trainer, path, problems)))
        {
            RefuseWithoutBest(trainer.Progress);
            return;
        }

        if (problems.Count == 0 && MetricsFile.Epochs(folder.Metrics).Count is > 0 and var done)
        {
            problems.Add($"{folder.Metrics} tells of {done} epochs, and {Path.GetDirectoryName(folder.LastCheckpoint)} has no checkpoint.");
        }

        if (problems.Count > 0)
        {
            throw new IOException($"The run cannot go on, and nothing was changed: {string.Join("; ", problems)} To begin anew, train {folder.Resolved} into another folder.");
        }

        log.Warning("There is no checkpoint to go on from: the training begins at its beginning");
    }

    /// <summary>Loads the weights of the best epoch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="bestEpoch">The epoch that they must be of.</param>
    /// <exception cref="MalformedFileException">The checkpoint is damaged.</exception>
    /// <exception cref="IOException">It is of another epoch.</exception>
    public void LoadBest(MultiTaskModel model, int bestEpoch)
    {
        var found = CheckpointState.Verified(folder.BestCheckpoint).Progress.BestEpoch;
        if (found != bestEpoch)
        {
            throw new IOException($"{folder.BestCheckpoint} is of epoch {found}, and epoch {bestEpoch} was the best: a process ended while it was replaced, and the training took another course since. `mtl evaluate {folder.Path}` computes the figures of epoch {found}.");
        }

        Checkpoint.LoadModel(folder.BestCheckpoint, model);
    }

    private bool CanResume(Trainer trainer, string path, List<string> problems)
    {
        try
        {
            trainer.Resume(path);
            log.Information("Going on from {Path:l}: epoch {Epoch}, batch {Batch}", path, trainer.Progress.Epoch, trainer.Progress.Batch);
            return true;
        }
        catch (Exception e) when (e is MalformedFileException or IOException or UnauthorizedAccessException)
        {
            log.Warning("The checkpoint {Path:l} cannot be used: {Problem:l}", path, e.Message);
            problems.Add(e.Message);
            return false;
        }
    }

    /// <summary>The weights of the best epoch are needed in the end; better to know now that they are lost.</summary>
    private void RefuseWithoutBest(Progress progress)
    {
        if (progress.BestEpoch is not { } best)
        {
            return;
        }

        try
        {
            CheckpointState.Verified(folder.BestCheckpoint);
        }
        catch (MalformedFileException e)
        {
            throw new IOException($"The run cannot go on, and nothing was changed: the weights of its best epoch, {best}, are lost: {e.Message} `mtl rerun {folder.Path}` trains them again into another folder.", e);
        }
    }

    private void Save(string path, TrainingState state, string? previous)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Checkpoint.Save(path, state, previous);
        }
        catch (IOException e)
        {
            var at = state.Progress.Batch == 0 ? $"after epoch {state.Progress.Epoch - 1}" : $"in epoch {state.Progress.Epoch}";
            throw new IOException($"The checkpoint {at} cannot be written: {e.Message.TrimEnd('.')}. {(Directory.Exists(folder.LastCheckpoint) ? "The one before is kept: make room, then" : "Make room, then")} `mtl train --resume {folder.Path}`.", e);
        }
    }
}
