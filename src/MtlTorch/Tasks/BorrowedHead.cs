using MtlTorch.Modules;
using MtlTorch.Modules.Heads;
using static TorchSharp.torch;

namespace MtlTorch.Tasks;

/// <summary>
/// Predicts with the head of another task, from features of its own: of inputs with noise, in training. It has no parameters; those of the other head
/// stay that task's, and get a gradient from both.
/// </summary>
internal sealed class BorrowedHead : Head
{
    private readonly double noise;
    private readonly ModuleContext context;
    private readonly Tensor step;

    // Not the head itself: it is no part of this module, and its parameters have their names already.
    private Func<Head>? lender;

    public BorrowedHead(double noise, ModuleContext context)
        : base(nameof(BorrowedHead))
    {
        this.noise = noise;
        this.context = context;
        step = zeros([], int64).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>The head that predicts.</summary>
    public Head Lender
    {
        get => lender?.Invoke() ?? throw new InvalidOperationException("No head was lent.");
        set => lender = () => value;
    }

    /// <summary>Adds noise, in training; without noise the inputs themselves.</summary>
    public override Tensor InputsOf(Tensor inputs)
    {
        if (!training || noise == 0)
        {
            return inputs;
        }

        using var scope = NewDisposeScope();
        var drawn = empty(inputs.shape, float32, CPU).normal_(0, noise, context.Generator("consistency noise"));
        return (inputs + drawn.to(inputs.dtype, inputs.device)).MoveToOuterDisposeScope();
    }

    /// <summary>exp(-5 (1 - t)²), where t goes from 0 to 1 in so many steps. It stays on the device.</summary>
    public Tensor RampedUp(int steps) => ((step.to(float32) / steps).clamp_max(1) - 1).square().mul(-5).exp();

    public void CountStep() => step.add_(1);

    public override Tensor Predict(Representation representation) => Lender.Predict(representation);

    public override Tensor forward(Tensor input) => Lender.call(input);
}
