using System.ComponentModel.DataAnnotations;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders.Sparsity;

/// <summary>
/// Sigmoid units whose mean activation is drawn to a target: the penalty is the sum over the units of KL(rho || rho-hat), the divergence
/// between two coins that come up with these probabilities.
/// </summary>
[Paper("Ng 2011, Sparse Autoencoder (CS294A lecture notes)", "https://web.stanford.edu/class/cs294a/sparseAutoencoder.pdf", Place = "section 3")]
public sealed record KlOptions : SparsityOptions
{
    /// <summary>rho, the mean activation that every unit should have.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Target { get; init; } = 0.05;

    /// <summary>beta, what the penalty counts in the loss.</summary>
    [Range(0.0, 1e6)]
    public double Weight { get; init; } = 3;

    /// <summary>Over which inputs the mean activations are taken.</summary>
    public ActivityEstimate Over { get; init; } = ActivityEstimate.Batch;

    /// <summary>Part of the old average that stays with each step, if it moves.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Momentum { get; init; } = 0.99;

    /// <inheritdoc/>
    public override CodeSparsity Build(long units) => new Kl(this, units);
}

/// <summary>Over which inputs rho-hat is the mean activation.</summary>
public enum ActivityEstimate
{
    /// <summary>The batch: exact when the batch is the data set, and too variable for small batches and small targets.</summary>
    Batch,

    /// <summary>The batches so far, the later ones counting more.</summary>
    Moving,

    /// <summary>The whole data set, by a pass over it that <see cref="SparseAutoencoder.MeasureActivity"/> makes, for example before each epoch.</summary>
    Set,
}

/// <summary>See <see cref="KlOptions"/>.</summary>
/// <remarks>
/// Whichever rho-hat it is, the gradient is beta (-rho/rho-hat + (1 - rho)/(1 - rho-hat)) times the derivative of the batch's mean activation.
/// For an average over more than the batch this is an unbiased estimate of the gradient over the whole set; the derivative of the average
/// itself would be smaller by the batch's part of it.
/// </remarks>
public sealed class Kl : CodeSparsity
{
    /// <summary>rho-hat is kept this far from 0 and 1, where the divergence is infinite. The gradient goes on as at that point.</summary>
    public const double Margin = 1e-6;

    private readonly KlOptions options;
    private readonly Tensor activity;
    private readonly Tensor measurements;

    /// <summary>Builds it for a code of <paramref name="units"/>.</summary>
    public Kl(KlOptions options, long units)
        : base(nameof(Kl), units)
    {
        this.options = options;
        activity = Kept.Buffer([units]);
        measurements = Kept.Buffer([], ScalarType.Int64);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override int HeldCopies => 3;

    /// <inheritdoc/>
    public override double Weight => options.Weight;

    /// <summary>rho: a sigmoid is never 0, and a unit that does not reach its mean even once does nothing.</summary>
    public override double FiringLevel => options.Target;

    /// <inheritdoc/>
    public override double? TargetActivity => options.Target;

    /// <inheritdoc/>
    public override bool WantsActivity => options.Over == ActivityEstimate.Set;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input.sigmoid();

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The activity over the whole set is wanted and was not measured.</exception>
    public override Tensor Penalty(Tensor pre, Tensor code, CodeDecoder decoder)
    {
        using var scope = NewDisposeScope();
        var mean = code.mean([0]);

        // The divergence is that of the whole batch's activity; what flows back through this replica's mean is its part of the gradient.
        var estimate = WithValue(mean, Estimate(Batch?.Mean(mean) ?? mean.detach()).clamp(Margin, 1 - Margin));
        return Divergence(options.Target, estimate).sum().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override void Advance(Tensor pre, Tensor code, CodeDecoder decoder)
    {
        if (options.Over == ActivityEstimate.Moving)
        {
            using var scope = NewDisposeScope();
            MovingMean.Add(activity, measurements, code.detach().mean([0]), options.Momentum);
        }
    }

    /// <inheritdoc/>
    public override void TakeActivity(Tensor mean)
    {
        using var frozen = no_grad();
        activity.copy_(mean);
        measurements.fill_(1);
    }

    /// <summary>KL(rho || rho-hat) of each unit [units].</summary>
    internal static Tensor Divergence(double rho, Tensor estimate)
    {
        using var scope = NewDisposeScope();
        return (rho * (Math.Log(rho) - estimate.log()) + (1 - rho) * (Math.Log(1 - rho) - (1 - estimate).log())).MoveToOuterDisposeScope();
    }

    private Tensor Estimate(Tensor batchMean) => options.Over switch
    {
        ActivityEstimate.Batch => batchMean,
        ActivityEstimate.Moving => MovingMean.With(activity, measurements, batchMean, options.Momentum),
        _ when measurements.Whole() > 0 => activity,
        _ => throw new InvalidOperationException($"The mean activations over the whole set were not measured; call {nameof(SparseAutoencoder.MeasureActivity)} before training."),
    };

    /// <summary>A tensor with one value and the gradient of another.</summary>
    private static Tensor WithValue(Tensor gradient, Tensor value) => value + (gradient - gradient.detach());
}
