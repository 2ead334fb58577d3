using MtlTorch.Data;
using MtlTorch.Tensors;

namespace MtlTorch.Training;

/// <summary>The targets that tasks made for themselves out of the training rows, until they make others.</summary>
/// <param name="tasks">Names of the model's tasks.</param>
/// <param name="rows">Number of training rows N.</param>
/// <param name="device">Where they lie.</param>
public sealed class MadeTargets(IReadOnlyList<string> tasks, long rows, torch.Device device) : IDisposable
{
    private readonly Dictionary<string, torch.Tensor> targets = [];

    /// <summary>By task: [N] classes, or [N, K] real numbers. Only tasks that made some.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> Tensors => targets;

    /// <summary>Keeps a task's new targets, for which the old ones are given up.</summary>
    /// <param name="task">Name of the task.</param>
    /// <param name="made">[N, ...]; a tensor that nobody else keeps.</param>
    /// <exception cref="InvalidOperationException">There is not a target for each row.</exception>
    public void Set(string task, torch.Tensor made)
    {
        if (made.dim() == 0 || made.size(0) != rows)
        {
            throw new InvalidOperationException($"Task '{task}' made targets {ShapeText.Format(made.shape)} for {rows} rows.");
        }

        targets.GetValueOrDefault(task)?.Dispose();
        targets[task] = made.DetachFromDisposeScope();
    }

    /// <summary>A batch with the targets of its rows.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="index">Numbers of its rows, Int64 [B].</param>
    public Batch AddTo(Batch batch, torch.Tensor index) =>
        targets.Count == 0 ? batch : batch with { Made = targets.ToDictionary(t => t.Key, t => t.Value.index_select(0, index)) };

    /// <summary>What is wrong with saved targets, for this training; null if they fit.</summary>
    public string? Misfit(IReadOnlyDictionary<string, torch.Tensor> saved) => saved
        .Select(t => !tasks.Contains(t.Key) ? $"the model has no task '{t.Key}'."
            : t.Value.dim() == 0 || t.Value.size(0) != rows ? $"the targets of '{t.Key}' are {ShapeText.Format(t.Value.shape)}, and there are {rows} training rows."
            : null)
        .FirstOrDefault(problem => problem is not null);

    /// <summary>Puts saved targets in the place of all that are here.</summary>
    /// <param name="saved">Targets that fit; they stay the caller's.</param>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> saved)
    {
        Dispose();
        foreach (var (task, made) in saved)
        {
            targets[task] = made.to(device).clone().DetachFromDisposeScope();
        }
    }

    /// <summary>Disposes of the targets.</summary>
    public void Dispose()
    {
        foreach (var made in targets.Values)
        {
            made.Dispose();
        }

        targets.Clear();
    }
}
