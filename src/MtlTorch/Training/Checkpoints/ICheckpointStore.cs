namespace MtlTorch.Training.Checkpoints;

/// <summary>Where a training leaves its checkpoints.</summary>
public interface ICheckpointStore
{
    /// <summary>Keeps the state after an epoch, or where the training was interrupted; replaces the one before.</summary>
    void SaveLast(TrainingState state);

    /// <summary>Keeps the state of the best epoch so far; replaces the one before.</summary>
    void SaveBest(TrainingState state);
}
