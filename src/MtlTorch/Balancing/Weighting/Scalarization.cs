namespace MtlTorch.Balancing.Weighting;

/// <summary>
/// A method that makes one number out of the tasks' losses and minimizes it. Its formula is all that a method gives; the weights
/// are the derivatives of that number with respect to the losses.
/// </summary>
public abstract class Scalarization : ILossWeighting
{
    /// <summary>The number that is minimized, a scalar.</summary>
    /// <param name="losses">Losses of the tasks [T].</param>
    public torch.Tensor Total(torch.Tensor losses)
    {
        using var scope = torch.NewDisposeScope();
        return Scalarize(losses).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public virtual torch.Tensor Weights(torch.Tensor losses)
    {
        using var scope = torch.NewDisposeScope();
        using var recording = torch.enable_grad();
        var leaf = losses.detach().requires_grad_(true);
        Scalarize(leaf).backward();
        return leaf.grad!.MoveToOuterDisposeScope();
    }

    /// <summary>The method's formula. The caller keeps a dispose scope around it.</summary>
    /// <param name="losses">Losses of the tasks [T].</param>
    /// <returns>A scalar.</returns>
    protected abstract torch.Tensor Scalarize(torch.Tensor losses);
}
