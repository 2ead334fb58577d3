using MtlTorch.Modules.Heads;
using static TorchSharp.torch;

namespace MtlTorch.Tasks;

/// <summary>
/// A head that computes in standard deviations from the targets' mean and answers in their unit. Mean and deviation are
/// buffers, so they travel with the weights.
/// </summary>
internal sealed class StandardizedHead : Head
{
    private readonly Head inner;
    private readonly Tensor mean;
    private readonly Tensor deviation;

    public StandardizedHead(Head inner, int width)
        : base(nameof(StandardizedHead))
    {
        this.inner = inner;
        mean = zeros([width]).DetachFromDisposeScope();
        deviation = ones([width]).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>Standard deviation of the training targets [width]; 1 before <see cref="Fit"/>.</summary>
    public Tensor Deviation => deviation;

    public void Fit(Tensor targets)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        mean.copy_(targets.mean([0]));
        var spread = (targets - mean).square().mean([0]).sqrt();
        deviation.copy_(spread.where(spread > 0, ones_like(spread)));
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return (inner.call(input) * deviation + mean).MoveToOuterDisposeScope();
    }
}
