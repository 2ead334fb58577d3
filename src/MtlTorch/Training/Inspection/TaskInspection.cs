using MtlTorch.Clustering;
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
        ClusteringTask clustering => new ClusteringInspection(clustering),
        IReconstructs reconstructing => new ReconstructionInspection(reconstructing, head, rows),
        _ => null,
    };

    /// <summary>Takes in what there is to see of some rows: for most kinds, the rows that have a target.</summary>
    /// <param name="looked">The task.</param>
    /// <param name="pass">Its part of the pass.</param>
    /// <param name="batch">The rows.</param>
    public virtual void Look(LearningTask looked, TaskPass pass, Batch batch)
    {
        var (labeled, target) = LabeledRows.Of(looked, pass, batch);
        Add(labeled, target);
    }

    /// <summary>Takes in rows that have a target.</summary>
    /// <param name="pass">What the task sees of their pass.</param>
    /// <param name="target">Targets of the same rows.</param>
    public abstract void Add(TaskPass pass, torch.Tensor target);

    /// <summary>What was seen.</summary>
    /// <param name="split">The rows; those of them that have the task's target were taken in, in their order.</param>
    public abstract TaskDetails Compute(Split split);

    /// <summary>Disposes of what was kept.</summary>
    public abstract void Dispose();
}
