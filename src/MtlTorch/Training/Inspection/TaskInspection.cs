using MtlTorch.Data;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Inspection;

/// <summary>Looks at the predictions of one task, batch after batch.</summary>
public abstract class TaskInspection : IDisposable
{
    /// <summary>What fits the kind of a task; null where nothing does.</summary>
    public static TaskInspection? For(LearningTask task) => task switch
    {
        Classification classification => new ClassificationInspection(classification),
        Regression regression => new RegressionInspection(regression),
        _ => null,
    };

    /// <summary>Takes some rows in.</summary>
    /// <param name="prediction">Predictions of the task [B, outputs].</param>
    /// <param name="target">Targets of the same rows.</param>
    public abstract void Add(torch.Tensor prediction, torch.Tensor target);

    /// <summary>What was seen.</summary>
    /// <param name="split">The rows; those of them that have the task's target were taken in, in their order.</param>
    public abstract TaskDetails Compute(Split split);

    /// <summary>Disposes of what was kept.</summary>
    public abstract void Dispose();
}
