namespace MtlTorch.Balancing;

/// <summary>A method that keeps tensors with a row for each task. It sees the rows of the present tasks; those of the silent ones stay as they are.</summary>
public abstract class RememberingPerTask : RememberingMethod, ITellsTasksApart
{
    private PresentTasks? present;

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks) => present = tasks;

    /// <summary>Whether a task is silent in this step.</summary>
    private protected bool SomeAreSilent => present is { AreAll: false };

    /// <summary>Number of all tasks T.</summary>
    /// <param name="count">Number of those that are present.</param>
    private protected long TasksBeside(long count) => present?.Tasks ?? count;

    /// <summary>The present tasks' rows of what was kept under a name.</summary>
    /// <param name="like">A tensor [N, ...] of the rows' shape, type and device.</param>
    /// <param name="name">The name.</param>
    /// <param name="first">Value of each element of a row that was never kept.</param>
    private protected torch.Tensor RecallRows(string name, torch.Tensor like, double first)
    {
        var all = All(name, like, first);
        return present?.Of(all) ?? all;
    }

    /// <summary>Keeps the present tasks' rows [N, ...] in the place of those before.</summary>
    private protected void KeepRows(string name, torch.Tensor rows, double first) =>
        Keep(name, SomeAreSilent ? present!.Into(All(name, rows, first), rows) : rows);

    /// <summary>Counts the steps in which each present task took part [N], from 1.</summary>
    private protected long[] CountSteps(long count)
    {
        using var scope = torch.NewDisposeScope();
        var steps = RecallRows("step", torch.zeros([count], torch.int64), 0) + 1;
        KeepRows("step", steps, 0);
        return steps.data<long>().ToArray();
    }

    /// <summary>A rate for each present task that falls with its steps, value / k^sigma: [N, 1, ...], or a scalar where it is one for all.</summary>
    /// <param name="value">The rate at the first step.</param>
    /// <param name="sigma">Exponent with which it falls.</param>
    /// <param name="steps">Steps k of each task [N].</param>
    /// <param name="like">What it is multiplied with [N, ...].</param>
    private protected static torch.Tensor Rates(double value, double sigma, long[] steps, torch.Tensor like)
    {
        double[] rates = [.. steps.Select(k => value / Math.Pow(k, sigma))];
        return rates.Distinct().Count() == 1 ? torch.tensor(rates[0]) : rates.Like(like).view([-1, .. Enumerable.Repeat(1L, (int)like.dim() - 1)]);
    }

    private torch.Tensor All(string name, torch.Tensor like, double first) => Recall(
        name,
        like.device,
        () => torch.full([TasksBeside(like.size(0)), .. like.shape.Skip(1)], first, like.dtype, like.device));
}
