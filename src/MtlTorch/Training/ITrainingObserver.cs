namespace MtlTorch.Training;

/// <summary>Is told how a training goes. Calls come from the training thread, between the steps: they should be short.</summary>
public interface ITrainingObserver
{
    /// <summary>An epoch begins, or goes on after an interruption.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="batches">Batches of an epoch.</param>
    /// <param name="batchesDone">Batches of this epoch that are done already.</param>
    void EpochStarted(int epoch, long batches, long batchesDone);

    /// <summary>A step is done.</summary>
    /// <param name="batch">Batches done in this epoch.</param>
    /// <param name="losses">Reads the tasks' latest losses back from the device; costs time, so call it only to show them.</param>
    void StepDone(long batch, Func<IReadOnlyList<double>> losses);

    /// <summary>The gradients of the step that was just taken were measured.</summary>
    void GradientsMeasured(GradientRecord record)
    {
    }

    /// <summary>An epoch is trained and evaluated; its checkpoint is written next.</summary>
    void EpochDone(EpochRecord record);
}
