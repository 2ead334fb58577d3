using System.ComponentModel.DataAnnotations;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders.Sparsity;

/// <summary>
/// Units that decide whether they are active apart from how much: a gate, and a magnitude whose weights are the gate's rescaled. The L1
/// penalty is on the gate alone, so that it does not shrink the magnitudes; a second reconstruction from the gates, by a decoder that gets no
/// gradient from it, lets the gates learn.
/// </summary>
[Paper("Rajamanoharan et al. 2024, Improving Dictionary Learning with Gated Sparse Autoencoders", "https://arxiv.org/abs/2404.16014", Place = "section 3.2")]
public sealed record GatedOptions : SparsityOptions
{
    /// <summary>What the penalty counts in the loss.</summary>
    [Range(0.0, 1e6)]
    public double Weight { get; init; } = 1e-3;

    /// <summary>Count each gate times the length of its unit's direction. The paper keeps the lengths at 1, where it makes no difference.</summary>
    public bool Weighted { get; init; } = true;

    /// <inheritdoc/>
    public override CodeSparsity Build(long units) => new Gated(this, units);
}

/// <summary>See <see cref="GatedOptions"/>.</summary>
/// <remarks>
/// With u the encoder's output without bias: gate pi = u + b_gate, magnitude ReLU(exp(r_mag) u + b_mag), code = magnitude where pi &gt; 0;
/// penalty sum ReLU(pi); auxiliary loss: the reconstruction of the input from ReLU(pi).
/// </remarks>
public sealed class Gated : CodeSparsity
{
    private readonly GatedOptions options;
    private readonly Parameter gateBias;
    private readonly Parameter magnitudeBias;
    private readonly Parameter logMagnitude;

    /// <summary>Builds it for a code of <paramref name="units"/>.</summary>
    public Gated(GatedOptions options, long units)
        : base(nameof(Gated), units)
    {
        this.options = options;
        (gateBias, magnitudeBias, logMagnitude) = (Kept.Zeros([units]), Kept.Zeros([units]), Kept.Zeros([units]));
        RegisterComponents();
    }

    /// <summary>b_gate [units].</summary>
    public Parameter GateBias => gateBias;

    /// <summary>b_mag [units].</summary>
    public Parameter MagnitudeBias => magnitudeBias;

    /// <summary>r_mag [units].</summary>
    public Parameter LogMagnitude => logMagnitude;

    /// <inheritdoc/>
    public override int HeldCopies => 6;

    /// <inheritdoc/>
    public override bool LooksBehindCode => true;

    /// <inheritdoc/>
    public override double Weight => options.Weight;

    /// <inheritdoc/>
    public override bool WantsEncoderBias => false;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var magnitude = (input * logMagnitude.exp() + magnitudeBias).relu();
        return (magnitude * (Drive(input) > 0)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Penalty(Tensor pre, Tensor code, CodeDecoder decoder)
    {
        using var scope = NewDisposeScope();
        return Magnitudes.Of(Drive(pre).relu(), decoder, options.Weighted).sum(dim: 1).mean().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Auxiliary(Tensor pre, Tensor code, CodeDecoder decoder, Tensor target)
    {
        using var scope = NewDisposeScope();
        return decoder.Loss(Drive(pre).relu(), target, frozen: true).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Drive(Tensor pre) => pre + gateBias;

    /// <inheritdoc/>
    public override void Revive(Tensor units)
    {
        using var frozen = no_grad();
        foreach (var parameter in new[] { gateBias, magnitudeBias, logMagnitude })
        {
            parameter.index_fill_(0, units, 0);
        }
    }
}
