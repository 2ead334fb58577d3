using MtlTorch.Tasks;
using MtlTorch.Tensors;

namespace MtlTorch.Training.Steps;

/// <summary>The gradients of the tasks with respect to the shared parameters: T flat gradients, made at the first step and filled in each.</summary>
internal sealed class SharedJacobian : IDisposable
{
    private readonly int tasks;
    private torch.Tensor? rows;
    private torch.Tensor[] each = [];

    /// <param name="parameters">Flat parameters, the shared ones in the first group.</param>
    /// <param name="tasks">Number of tasks T.</param>
    /// <exception cref="InvalidOptionException">Nothing is shared.</exception>
    public SharedJacobian(FlatParameters parameters, int tasks)
    {
        var shared = parameters.Groups.First(g => g.Name == MultiTaskModel.SharedGroup);
        if (shared.Length == 0)
        {
            throw new InvalidOptionException("", "this method balances the gradients of the shared parameters, and there is none to learn: the model shares none, or all of them are frozen. Give the trunk layers, freeze less, or weigh losses instead.");
        }

        SharedGradient = parameters.GradientOf(shared).DetachFromDisposeScope();
        this.tasks = tasks;
    }

    /// <summary>The shared parameters' part of the flat gradient [D].</summary>
    public torch.Tensor SharedGradient { get; }

    /// <summary>Fills the rows [T, D] by a backward pass each; the shared gradient is overwritten.</summary>
    /// <param name="backward">Adds the gradient of a task's loss to that of the shared parameters.</param>
    public torch.Tensor Rows(Action<int> backward)
    {
        if (rows is null)
        {
            rows = torch.zeros([tasks, SharedGradient.shape[0]], SharedGradient.dtype, SharedGradient.device).DetachFromDisposeScope();
            each = [.. rows.unbind().Select(row => row.DetachFromDisposeScope())];
        }

        for (var task = 0; task < tasks; task++)
        {
            using var scope = torch.NewDisposeScope();
            SharedGradient.fill_(0);
            backward(task);
            each[task].copy_(SharedGradient);
        }

        return rows;
    }

    public void Dispose()
    {
        rows?.Dispose();
        foreach (var row in each)
        {
            row.Dispose();
        }

        SharedGradient.Dispose();
    }
}
