namespace MtlTorch.Balancing;

/// <summary>A method that goes by the course of the training losses from epoch to epoch.</summary>
public interface ISeesEpochs
{
    /// <summary>Is called after each epoch.</summary>
    /// <param name="meanLosses">Mean over the epoch's steps of each task's loss, before balancing [T], over those in which it had labels; NaN where there were none: what was known of the task stays.</param>
    void EpochEnded(IReadOnlyList<double> meanLosses);
}
