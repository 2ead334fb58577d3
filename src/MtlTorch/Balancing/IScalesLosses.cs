namespace MtlTorch.Balancing;

/// <summary>
/// A method that multiplies the losses before their gradients are taken: the heads follow the scaled losses, and the
/// gradients that the method gets to see are those of the scaled losses.
/// </summary>
public interface IScalesLosses
{
    /// <summary>The scales of this step.</summary>
    /// <param name="losses">Losses of the tasks [T], detached.</param>
    /// <returns>Factors [T], detached, on the losses' device.</returns>
    torch.Tensor Scales(torch.Tensor losses);
}
