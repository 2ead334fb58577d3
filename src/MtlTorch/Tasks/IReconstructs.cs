using MtlTorch.Modules.Heads;

namespace MtlTorch.Tasks;

/// <summary>A task that gives back what its features were made of.</summary>
public interface IReconstructs
{
    /// <summary>Reconstructions and what they stand for, of the same shape [B, ...].</summary>
    /// <param name="pass">A pass of rows.</param>
    /// <param name="target">What the task's target is for them.</param>
    (torch.Tensor Reconstruction, torch.Tensor Original) Reconstruct(TaskPass pass, torch.Tensor target);

    /// <summary>Whether what is given back is the model's inputs, and not something within the model.</summary>
    /// <param name="head">The task's head.</param>
    bool GivesInputs(Head head);
}
