using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>One linear decoder with weights of its own, or with the encoder's.</summary>
public sealed class PlainDecoder : CodeDecoder
{
    private const double SmallestNorm = 1e-8;

    // The encoder's weights, where they are tied. A function is not registered: they are parameters of the encoder alone.
    private readonly Func<Parameter>? tied;

    private readonly Parameter? weight;
    private readonly Parameter bias;

    /// <summary>A decoder with weights of its own.</summary>
    /// <param name="layout">Shapes and maps.</param>
    /// <param name="term">Output and loss.</param>
    /// <param name="initial">Directions [units, ...]; copied.</param>
    public PlainDecoder(CodeLayout layout, ReconstructionTerm term, Tensor initial)
        : base(nameof(PlainDecoder), layout, term)
    {
        weight = Kept.Parameter(initial.clone());
        bias = Kept.Zeros(layout.BiasShape);
        RegisterComponents();
    }

    /// <summary>A decoder with the weights of an encoder.</summary>
    /// <param name="layout">Shapes and maps.</param>
    /// <param name="term">Output and loss.</param>
    /// <param name="tied">Gives the encoder's weights. It is asked each time: moving a module to a device replaces them.</param>
    public PlainDecoder(CodeLayout layout, ReconstructionTerm term, Func<Parameter> tied)
        : base(nameof(PlainDecoder), layout, term)
    {
        this.tied = tied;
        bias = Kept.Zeros(layout.BiasShape);
        RegisterComponents();
    }

    /// <summary>The bias.</summary>
    public Parameter Bias => bias;

    /// <summary>Directions [units, ...]; a view of the encoder's weights where they are tied.</summary>
    public Tensor Directions() => tied is null ? weight!.alias() : Layout.Turned(tied());

    /// <summary>Directions times activations plus bias: [B, ...].</summary>
    public override Tensor Linear(Tensor code, bool frozen = false)
    {
        using var scope = NewDisposeScope();
        var (directions, shift) = frozen ? (Directions().detach(), bias.detach()) : (Directions(), bias);
        return (Layout.Synthesize(code, directions) + Layout.Spread(shift)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Reconstruct(Tensor linear) => Term.Reconstruct(linear);

    /// <inheritdoc/>
    public override Tensor PerInputOf(Tensor linear, Tensor target, bool frozen = false) => Term.PerInput(linear, target);

    /// <inheritdoc/>
    public override Tensor Combine(Tensor code)
    {
        using var scope = NewDisposeScope();
        return Layout.Synthesize(code, Directions()).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Norms()
    {
        using var scope = NewDisposeScope();
        return Directions().flatten(1).norm(dim: 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Center() => bias.alias();

    /// <inheritdoc/>
    public override void Normalize()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var directions = Directions();
        directions.div_(Spread(directions.flatten(1).norm(dim: 1).clamp_min(SmallestNorm)));
    }

    /// <inheritdoc/>
    public override void RemoveParallelGradient()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        if ((tied is null ? weight! : tied()).grad is not { IsInvalid: false } whole)
        {
            return;
        }

        var gradient = tied is null ? whole : Layout.Turned(whole);
        var directions = Directions().flatten(1);
        var along = (gradient.flatten(1) * directions).sum(dim: 1) / directions.square().sum(dim: 1).clamp_min(SmallestNorm);
        gradient.sub_(Spread(along) * Directions());
    }

    /// <inheritdoc/>
    internal override IEnumerable<Tensor> DirectionParameters() => weight is null ? [] : [weight];

    /// <inheritdoc/>
    internal override void Point(Tensor units, Tensor directions)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Directions().index_copy_(0, units, directions);
    }

    /// <summary>A number per unit as it multiplies directions.</summary>
    private Tensor Spread(Tensor perUnit) => perUnit.view([-1, .. Layout.DirectionShape.Select(_ => 1L)]);
}
