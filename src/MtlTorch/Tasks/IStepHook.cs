namespace MtlTorch.Tasks;

/// <summary>
/// A task with something to do around the optimizer's step. All that it remembers belongs into buffers of its head or of the trunk, so that checkpoints
/// have it.
/// </summary>
public interface IStepHook
{
    /// <summary>The gradients are there, clipping and the optimizer come next. No gradient is recorded.</summary>
    /// <param name="pass">The task's part of the forward pass that the step learns from.</param>
    void BeforeStep(TaskPass pass);

    /// <summary>The optimizer has moved the parameters. No gradient is recorded.</summary>
    /// <param name="pass">The same pass as before the step.</param>
    /// <param name="memory">The optimizer's memory.</param>
    void AfterStep(TaskPass pass, IOptimizerMemory memory);
}

/// <summary>What an optimizer remembers of parameters: momentum, moments.</summary>
public interface IOptimizerMemory
{
    /// <summary>Forgets some rows of a parameter: they begin anew.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="dimension">The dimension that counts the rows.</param>
    /// <param name="rows">Indices, Int64 [n].</param>
    void Forget(torch.Tensor parameter, int dimension, torch.Tensor rows);
}
