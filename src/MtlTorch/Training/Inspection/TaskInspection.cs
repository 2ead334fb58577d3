using MtlTorch.Clustering;
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
        ClusteringTask clustering => new ClusteringInspection(clustering),
        _ => null,
    };

    /// <summary>Takes in what there is to see of some rows: for most kinds, the rows that have a target.</summary>
    /// <param name="looked">The task.</param>
    /// <param name="pass">Its part of the pass.</param>
    /// <param name="batch">The rows.</param>
    public virtual void Look(LearningTask looked, TaskPass pass, Batch batch)
    {
        var (labeled, target) = LabeledRows.Of(looked, pass, batch);
        Add(labeled.Prediction, target);
    }

    /// <summary>Takes in rows that have a target.</summary>
    /// <param name="prediction">Predictions of the task [B, outputs].</param>
    /// <param name="target">Targets of the same rows.</param>
    public abstract void Add(torch.Tensor prediction, torch.Tensor target);

    /// <summary>What was seen.</summary>
    /// <param name="split">The rows, in the order in which they were taken in.</param>
    public abstract TaskDetails Compute(Split split);

    /// <summary>Disposes of what was kept.</summary>
    public abstract void Dispose();
}
