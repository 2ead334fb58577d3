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

        // In double precision the mean of equal numbers is that number: a constant target has deviation 0, not its rounding error.
        var exact = targets.to(float64);
        var center = exact.mean([0]);
        var spread = (exact - center).square().mean([0]).sqrt();
        mean.copy_(center);
        deviation.copy_(spread.where(spread > 0, ones_like(spread)));
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return (inner.call(input) * deviation + mean).MoveToOuterDisposeScope();
    }
}
