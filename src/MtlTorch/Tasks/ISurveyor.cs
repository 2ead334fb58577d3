using MtlTorch.Tensors;

namespace MtlTorch.Tasks;

/// <summary>
/// A task that looks at all training rows before some epochs, by a pass of the model in evaluation mode. What it keeps of single rows are the targets that
/// it returns; all else belongs into buffers of its head or of the trunk. So checkpoints have it.
/// </summary>
public interface ISurveyor
{
    /// <summary>Whether an epoch begins with a look.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="made">The targets that hold, which an earlier look made; null if none did.</param>
    bool IsDue(int epoch, torch.Tensor? made);

    /// <summary>Takes the look. No gradient is recorded.</summary>
    /// <param name="rows">The training rows.</param>
    /// <returns>
    /// Targets for the task's loss, [N] classes or [N, K] real numbers, which hold until others are made; null where those before hold, or where the task
    /// makes none. Batches of training rows carry them (<see cref="Data.Batch.Made"/>).
    /// </returns>
    torch.Tensor? Survey(SurveyedRows rows);
}

/// <summary>What a task sees when it looks at all training rows.</summary>
/// <param name="Epoch">The epoch that is about to begin, from 1.</param>
/// <param name="Passes">The task's part of the pass over the N rows in their order, batch by batch; each batch is gone when the next is asked for.</param>
/// <param name="Made">The targets that hold, which an earlier look made; null if none did.</param>
/// <param name="Randomness">The random numbers of the run.</param>
public sealed record SurveyedRows(int Epoch, IEnumerable<TaskPass> Passes, torch.Tensor? Made, Randomness Randomness);
