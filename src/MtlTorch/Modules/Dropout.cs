using MtlTorch.Tensors;
using static TorchSharp.torch;

namespace MtlTorch.Modules;

/// <summary>
/// Sets elements, or whole channels, to zero with probability p during training and divides the others by 1 - p; does
/// nothing in evaluation. Unlike TorchSharp's, it draws from a generator of its own, so that a run can be repeated.
/// </summary>
public sealed class Dropout : nn.Module<Tensor, Tensor>, IHoldsActivations
{
    private readonly double probability;
    private readonly bool channels;
    private readonly ModuleContext context;

    /// <param name="probability">p, from 0 (nothing happens) to below 1.</param>
    /// <param name="channels">Drop whole channels of [B, C, H, W] instead of single elements.</param>
    /// <param name="context">Gives the generator "dropout".</param>
    public Dropout(double probability, bool channels, ModuleContext context)
        : base(nameof(Dropout))
    {
        this.probability = probability;
        this.channels = channels;
        this.context = context;
        RegisterComponents();
    }

    /// <summary>Whether it does anything in training.</summary>
    internal bool Draws => probability > 0;

    /// <summary>A mask and an output; nothing where nothing is dropped.</summary>
    public int HeldCopies => Draws ? 2 : 0;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (!training || probability == 0)
        {
            return input;
        }

        using var scope = NewDisposeScope();
        var keep = 1 - probability;
        // Not bernoulli_: where LibTorch was built with MKL it may draw other numbers, and not from the generator alone.
        var lots = empty(channels ? [input.size(0), input.size(1), 1, 1] : input.shape, float32, CPU);
        lots.uniform_(0, 1, context.Generator("dropout"));
        var mask = lots.lt_(keep).SentTo(input.device).to(input.dtype).div_(keep);
        return (input * mask).MoveToOuterDisposeScope();
    }
}
