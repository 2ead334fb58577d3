using System.ComponentModel.DataAnnotations;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders.Sparsity;

/// <summary>
/// Units that let pre-activations through where they exceed a threshold of their own, which is learned, and a penalty on the number of units
/// that do. Neither has a useful derivative by the threshold: a window of some width around it gives an estimate of the mean derivative.
/// </summary>
[Paper("Rajamanoharan et al. 2024, Jumping Ahead: Improving Reconstruction Fidelity with JumpReLU Sparse Autoencoders", "https://arxiv.org/abs/2407.14435", Place = "section 3")]
public sealed record JumpReluOptions : SparsityOptions
{
    /// <summary>What the penalty counts in the loss.</summary>
    [Range(0.0, 1e6)]
    public double Weight { get; init; } = 1e-3;

    /// <summary>If given, the penalty is the square of (mean number of active units / this - 1), which seeks that number; if null, the mean number itself.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double? TargetL0 { get; init; }

    /// <summary>The thresholds at first, in units of pre-activations.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Threshold { get; init; } = 0.01;

    /// <summary>epsilon, the width of the window, in units of pre-activations. A narrow one is exact and sees few pre-activations.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Bandwidth { get; init; } = 0.05;

    /// <inheritdoc/>
    public override CodeSparsity Build(long units) => new JumpRelu(this, units);
}

/// <summary>See <see cref="JumpReluOptions"/>.</summary>
/// <remarks>
/// With z the pre-activation, t the threshold and K the window (1 within half a width around 0, else 0):
/// d/dt of the activation is -(t / epsilon) K((z - t) / epsilon), d/dt of the count is -(1 / epsilon) K((z - t) / epsilon);
/// d/dz of the activation is 1 above the threshold, of the count 0.
/// </remarks>
public sealed class JumpRelu : CodeSparsity
{
    private readonly JumpReluOptions options;

    // The logarithm, so that a step of any length leaves the threshold above 0.
    private readonly Parameter logThreshold;

    /// <summary>Builds it for a code of <paramref name="units"/>.</summary>
    public JumpRelu(JumpReluOptions options, long units)
        : base(nameof(JumpRelu), units)
    {
        this.options = options;
        logThreshold = Kept.Parameter(full([units], Math.Log(options.Threshold), ScalarType.Float32));
        RegisterComponents();
    }

    /// <summary>Logarithms of the thresholds [units].</summary>
    public Parameter LogThreshold => logThreshold;

    /// <inheritdoc/>
    public override int HeldCopies => 6;

    /// <inheritdoc/>
    public override bool LooksBehindCode => true;

    /// <inheritdoc/>
    public override double Weight => options.Weight;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var threshold = logThreshold.exp();
        var code = input * (input > threshold.detach());
        var slope = threshold.detach() * Window(input, threshold);
        return (code - Gradient(threshold) * slope).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Penalty(Tensor pre, Tensor code, CodeDecoder decoder)
    {
        using var scope = NewDisposeScope();
        var threshold = logThreshold.exp();
        var active = (pre.detach() > threshold.detach()).to(pre.dtype);
        var count = (active - Gradient(threshold) * Window(pre, threshold)).sum(dim: 1).mean();
        return (options.TargetL0 is { } wanted ? (count / wanted - 1).square() : count).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override void Revive(Tensor units)
    {
        using var frozen = no_grad();
        logThreshold.index_fill_(0, units, Math.Log(options.Threshold));
    }

    /// <summary>Zeros with the gradient of the threshold.</summary>
    private static Tensor Gradient(Tensor threshold) => threshold - threshold.detach();

    /// <summary>K((z - t) / epsilon) / epsilon [N, units], a constant for autograd.</summary>
    private Tensor Window(Tensor pre, Tensor threshold)
    {
        using var scope = NewDisposeScope();
        var distance = (pre.detach() - threshold.detach()).abs();
        return ((distance < options.Bandwidth / 2).to(pre.dtype) / options.Bandwidth).MoveToOuterDisposeScope();
    }
}
