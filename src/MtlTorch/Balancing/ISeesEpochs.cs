namespace MtlTorch.Balancing;

/// <summary>A method that goes by the course of the training losses from epoch to epoch.</summary>
public interface ISeesEpochs
{
    /// <summary>Is called after each epoch.</summary>
    /// <param name="meanLosses">Mean over the epoch's steps of each task's loss, before balancing [T].</param>
    void EpochEnded(IReadOnlyList<double> meanLosses);
}
