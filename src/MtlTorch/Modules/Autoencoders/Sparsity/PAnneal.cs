using System.ComponentModel.DataAnnotations;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders.Sparsity;

/// <summary>
/// ReLU units with the penalty sum |a|^p, whose power falls from one value to another in stages: convex and kind at first, close to counting
/// active units in the end. At each stage the penalty is scaled so that it counts as much as before.
/// </summary>
[Paper("Karvonen et al. 2024, Measuring Progress in Dictionary Learning for Language Model Interpretability with Board Game Models", "https://arxiv.org/abs/2408.00113")]
public sealed record PAnnealOptions : SparsityOptions, ISelfChecking
{
    /// <summary>What the penalty counts in the loss.</summary>
    [Range(0.0, 1e6)]
    public double Weight { get; init; } = 1e-3;

    /// <summary>p at first. 1 is the L1 penalty.</summary>
    [Range(0.0, 2.0, MinimumIsExclusive = true)]
    public double From { get; init; } = 1;

    /// <summary>p in the end.</summary>
    [Range(0.0, 2.0, MinimumIsExclusive = true)]
    public double To { get; init; } = 0.2;

    /// <summary>Steps before p begins to fall.</summary>
    [Range(0, int.MaxValue)]
    public int Start { get; init; }

    /// <summary>Steps until p is at its end.</summary>
    [Range(1, int.MaxValue)]
    public int End { get; init; } = 1000;

    /// <summary>Stages from the first p to the last.</summary>
    [Range(1, 100_000)]
    public int Stages { get; init; } = 10;

    /// <summary>Count each activation times the length of its unit's direction, so that long directions are no way out.</summary>
    public bool Weighted { get; init; } = true;

    /// <inheritdoc/>
    public IEnumerable<(string Option, string Problem)> Problems()
    {
        if (End <= Start)
        {
            yield return ("end", $"{End} steps are over before p begins to fall at {Start}; use more.");
        }

        if (To > From)
        {
            yield return ("to", $"p cannot rise from {From} to {To}; use at most {From}.");
        }
    }

    /// <inheritdoc/>
    public override CodeSparsity Build(long units) => new PAnneal(this, units);

    /// <summary>The stage after a number of steps, from 0 to <see cref="Stages"/>.</summary>
    internal int StageAt(long steps) => (int)(Math.Clamp((double)(steps - Start) / (End - Start), 0, 1) * Stages);

    /// <summary>p of a stage.</summary>
    internal double PowerOf(int stage) => From + (To - From) * Math.Min(stage, Stages) / Stages;
}

/// <summary>See <see cref="PAnnealOptions"/>.</summary>
public sealed class PAnneal : CodeSparsity
{
    /// <summary>Activations below this count like it, where |a|^p would be too steep.</summary>
    public const double Smallest = 1e-6;

    /// <summary>Of the averages by which the next stage's scale is found.</summary>
    private const double Momentum = 0.9;

    private readonly PAnnealOptions options;
    private readonly Tensor steps;
    private readonly Tensor scale;

    // Of this stage's steps: how many, and the mean penalties with this stage's p and with the next one's.
    private readonly Tensor seen;
    private readonly Tensor penalties;

    /// <summary>Builds it for a code of <paramref name="units"/>.</summary>
    public PAnneal(PAnnealOptions options, long units)
        : base(nameof(PAnneal), units)
    {
        this.options = options;
        (steps, seen) = (Kept.Buffer([], ScalarType.Int64), Kept.Buffer([], ScalarType.Int64));
        (scale, penalties) = (Kept.Buffer([]), Kept.Buffer([2]));
        scale.fill_(1);
        RegisterComponents();
    }

    /// <summary>p of the present step.</summary>
    public double Power => options.PowerOf(Stage);

    /// <summary>What the penalty is multiplied by besides its weight.</summary>
    public double Scale => scale.Number();

    /// <inheritdoc/>
    public override int HeldCopies => 6;

    /// <inheritdoc/>
    public override double Weight => options.Weight;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input.relu();

    /// <inheritdoc/>
    public override Tensor Penalty(Tensor pre, Tensor code, CodeDecoder decoder)
    {
        using var scope = NewDisposeScope();
        // A copy: autograd keeps it, and the next stage changes the buffer in place.
        return (scale.clone() * Sum(Magnitudes.Of(code, decoder, options.Weighted), Power)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override void Advance(Tensor pre, Tensor code, CodeDecoder decoder)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var stage = Stage;
        var magnitudes = Magnitudes.Of(code, decoder, options.Weighted);
        var both = stack([Sum(magnitudes, options.PowerOf(stage)), Sum(magnitudes, options.PowerOf(stage + 1))], dim: 0);
        MovingMean.Add(penalties, seen, both, Momentum);
        steps.add_(1);
        if (Stage > stage)
        {
            BeginStage();
        }
    }

    private int Stage => options.StageAt(steps.Whole());

    /// <summary>A stage that begins makes the scale larger by what its smaller power makes the penalty smaller; the averages begin anew.</summary>
    private void BeginStage()
    {
        var ratio = penalties[0].Number() / penalties[1].Number();
        if (double.IsFinite(ratio) && ratio > 0)
        {
            scale.mul_(ratio);
        }

        seen.fill_(0);
    }

    private static Tensor Sum(Tensor magnitudes, double power)
    {
        using var scope = NewDisposeScope();
        var counted = magnitudes.clamp_min(Smallest).pow(power) * (magnitudes > 0);
        return counted.sum(dim: 1).mean().MoveToOuterDisposeScope();
    }
}
