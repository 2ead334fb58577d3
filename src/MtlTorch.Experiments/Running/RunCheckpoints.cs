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

    /// <summary>Puts a training back to the newest checkpoint that is sound. False if there is none: it begins at the beginning.</summary>
    public bool Resume(Trainer trainer)
    {
        foreach (var path in new[] { folder.LastCheckpoint, folder.PreviousCheckpoint }.Where(Directory.Exists))
        {
            try
            {
                trainer.Resume(path);
                log.Information("Going on from {Path:l}: epoch {Epoch}, batch {Batch}", path, trainer.Progress.Epoch, trainer.Progress.Batch);
                return true;
            }
            catch (MalformedFileException e)
            {
                log.Warning("The checkpoint {Path:l} cannot be used: {Problem:l}", path, e.Message);
            }
        }

        log.Warning("There is no checkpoint to go on from: the training begins at its beginning");
        return false;
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
            throw new IOException($"The checkpoint of epoch {state.Progress.Epoch} cannot be written: {e.Message} The one before is kept: make room, then `mtl train --resume {folder.Path}`.", e);
        }
    }
}
