namespace MtlTorch.Tasks;

/// <summary>
/// A task that looks at all training rows before some epochs, by a pass of the model in evaluation mode. All that it keeps belongs into buffers of its head
/// or of the trunk, so that checkpoints have it.
/// </summary>
public interface ISurveyor
{
    /// <summary>Whether an epoch begins with a look.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    bool IsDue(int epoch);

    /// <summary>Takes the look. No gradient is recorded.</summary>
    /// <param name="passes">The task's part of the pass over the training rows in their order, batch by batch; each batch is gone when the next is asked for.</param>
    void Survey(IEnumerable<TaskPass> passes);
}
