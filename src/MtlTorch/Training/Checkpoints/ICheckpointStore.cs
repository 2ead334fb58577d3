using MtlTorch.Tasks;

namespace MtlTorch.Training.Checkpoints;

/// <summary>Where a training leaves its checkpoints.</summary>
public interface ICheckpointStore
{
    /// <summary>Keeps the state after an epoch, or where the training was interrupted; replaces the one before.</summary>
    void SaveLast(TrainingState state);

    /// <summary>Keeps the state of the best epoch so far; replaces the one before.</summary>
    void SaveBest(TrainingState state);

    /// <summary>Keeps the weights after an epoch for good. A training that goes on from before that epoch keeps them again, the same.</summary>
    /// <param name="model">The weights.</param>
    /// <param name="epoch">The epoch that has ended.</param>
    void SaveSnapshot(MultiTaskModel model, int epoch)
    {
    }
}
