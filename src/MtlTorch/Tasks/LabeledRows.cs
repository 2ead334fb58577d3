using MtlTorch.Data;

namespace MtlTorch.Tasks;

/// <summary>What a task sees of the rows that have a target: those without one count neither in its loss nor in its metrics.</summary>
public static class LabeledRows
{
    /// <summary>The mean loss of the rows of a batch that have a target, a scalar; null where none has, and where there is nothing to hold it against.</summary>
    public static torch.Tensor? LossOf(LearningTask task, TaskPass pass, Batch batch) => LossOf(task, pass, batch, out _);

    /// <summary>The same, and how many rows it is the mean of.</summary>
    /// <param name="task">The task.</param>
    /// <param name="pass">The forward pass of the batch.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="count">How many rows have a target.</param>
    public static torch.Tensor? LossOf(LearningTask task, TaskPass pass, Batch batch, out long count)
    {
        count = 0;
        if (task.LossTargetOf(batch) is not { } target)
        {
            return null;
        }

        if (Present(task.LossColumn, batch, target) is not { } rows)
        {
            count = batch.Rows;
            return task.Loss(pass, target);
        }

        count = rows.numel();
        return count == 0 ? null : task.Loss(pass.Select(rows), target.index_select(0, rows));
    }

    /// <summary>The same for inputs that are mixtures: the losses of both sides, mixed as the inputs are.</summary>
    /// <param name="task">The task.</param>
    /// <param name="pass">The forward pass of the batch.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="count">How many rows have a target of their own.</param>
    public static torch.Tensor? MixedLossOf(LearningTask task, TaskPass pass, Batch batch, out long count)
    {
        var own = LossOf(task, pass, batch, out count);
        return batch.Mixture is { } mixture && own is not null && LossOf(task, pass, mixture.Partner, out _) is { } other
            ? (own * mixture.Share) + (other * (1 - mixture.Share))
            : own;
    }

    /// <summary>The loss of no rows: 0, whose gradient is 0.</summary>
    public static torch.Tensor Nothing(TaskPass pass) => pass.Prediction.narrow(0, 0, 0).sum();

    /// <summary>The rows that have a target, and their targets.</summary>
    public static (TaskPass Pass, torch.Tensor Target) Of(LearningTask task, TaskPass pass, Batch batch)
    {
        var target = task.TargetOf(batch);
        return Present(task.Column, batch, target) is { } rows ? (pass.Select(rows), target.index_select(0, rows)) : (pass, target);
    }

    /// <summary>The targets of the rows that have one.</summary>
    public static torch.Tensor TargetsOf(LearningTask task, Batch batch)
    {
        var target = task.TargetOf(batch);
        return Present(task.Column, batch, target) is { } rows ? target.index_select(0, rows) : target;
    }

    /// <summary>How many rows have a target.</summary>
    public static long Count(LearningTask task, Batch batch)
    {
        using var scope = torch.NewDisposeScope();
        return TargetsOf(task, batch).size(0);
    }

    /// <summary>Numbers of the rows that have a target; null if no row lacks one. A class is missing where it is -1, a number where it is NaN.</summary>
    private static torch.Tensor? Present(string? column, Batch batch, torch.Tensor target)
    {
        if (column is null || !batch.Partial.Contains(column))
        {
            return null;
        }

        return Labels.Present(target).nonzero().flatten();
    }
}
