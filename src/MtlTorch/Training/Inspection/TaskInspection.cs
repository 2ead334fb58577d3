using MtlTorch.Data;
using MtlTorch.Modules.Heads;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Inspection;

/// <summary>Looks at the predictions of one task, batch after batch.</summary>
public abstract class TaskInspection : IDisposable
{
    /// <summary>What fits the kind of a task; null where nothing does.</summary>
    /// <param name="task">The task.</param>
    /// <param name="head">Its head.</param>
    /// <param name="rows">Rows that will be taken in.</param>
    public static TaskInspection? For(LearningTask task, Head head, long rows) => task switch
    {
        Classification classification => new ClassificationInspection(classification),
        Regression regression => new RegressionInspection(regression),
        IReconstructs reconstructing => new ReconstructionInspection(reconstructing, head, rows),
        _ => null,
    };

    /// <summary>Takes some rows in.</summary>
    /// <param name="pass">What the task sees of their pass.</param>
    /// <param name="target">Targets of the same rows.</param>
    public abstract void Add(TaskPass pass, torch.Tensor target);

    /// <summary>What was seen.</summary>
    /// <param name="split">The rows, in the order in which they were taken in.</param>
    public abstract TaskDetails Compute(Split split);

    /// <summary>Disposes of what was kept.</summary>
    public abstract void Dispose();
}
