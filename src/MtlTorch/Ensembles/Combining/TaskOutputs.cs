using MtlTorch.Data;
using MtlTorch.Modules.Heads;
using MtlTorch.Tasks;
using static TorchSharp.torch;

namespace MtlTorch.Ensembles.Combining;

/// <summary>What all members predict for rows of which a task has the targets. Rows without a target are left out.</summary>
public sealed class TaskOutputs : IDisposable
{
    /// <summary>Takes the rows that have a target.</summary>
    /// <param name="task">The task: a classification or a regression.</param>
    /// <param name="head">A head of the task, whose scale the loss of numbers is counted in.</param>
    /// <param name="members">Log-probabilities [M, N, K] or numbers [M, N, W], Float64. Copied.</param>
    /// <param name="target">Int64 [N], or numbers [N, W]. Copied.</param>
    public TaskOutputs(LearningTask task, Head head, Tensor members, Tensor target)
    {
        using var scope = NewDisposeScope();
        (Task, Head) = (task, head);
        var rows = Labels.Present(target).nonzero().flatten();
        Members = members.index_select(1, rows).DetachFromDisposeScope();
        Target = target.index_select(0, rows).DetachFromDisposeScope();
    }

    private TaskOutputs(TaskOutputs all, Tensor rows) =>
        (Task, Head, Members, Target) = (all.Task, all.Head, all.Members.index_select(1, rows).DetachFromDisposeScope(), all.Target.index_select(0, rows).DetachFromDisposeScope());

    /// <summary>The task.</summary>
    public LearningTask Task { get; }

    /// <summary>A head of the task.</summary>
    public Head Head { get; }

    /// <summary>Log-probabilities [M, N, K] or numbers [M, N, W], Float64.</summary>
    public Tensor Members { get; }

    /// <summary>Int64 [N], or numbers [N, W].</summary>
    public Tensor Target { get; }

    /// <summary>Whether the predictions are log-probabilities of classes.</summary>
    public bool AreClasses => Task is Classification;

    /// <summary>Number of members.</summary>
    public int Count => (int)Members.size(0);

    /// <summary>Number of rows.</summary>
    public long Rows => Target.size(0);

    /// <summary>Some of the rows.</summary>
    /// <param name="rows">Int64 [n].</param>
    public TaskOutputs Select(Tensor rows) => new(this, rows);

    /// <summary>Log-probability of the right class, Float64 [M, N].</summary>
    internal Tensor OfTheRightClass()
    {
        using var scope = NewDisposeScope();
        return Members.gather(2, Target.view(1, -1, 1).expand(Count, -1, 1)).squeeze(2).MoveToOuterDisposeScope();
    }

    /// <summary>Prediction less target, Float64 [M, N W].</summary>
    internal Tensor Errors()
    {
        using var scope = NewDisposeScope();
        return (Members - Target.to(float64).unsqueeze(0)).flatten(1).MoveToOuterDisposeScope();
    }

    /// <summary>Disposes of the tensors.</summary>
    public void Dispose()
    {
        Members.Dispose();
        Target.Dispose();
    }
}
