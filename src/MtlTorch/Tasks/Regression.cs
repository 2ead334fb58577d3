using System.ComponentModel.DataAnnotations;
using MtlTorch.Data;
using MtlTorch.Metrics;
using MtlTorch.Modules;
using MtlTorch.Modules.Heads;
using static TorchSharp.torch;

namespace MtlTorch.Tasks;

/// <summary>Predicts real numbers, with RMSE, MAE and R2 in the target's unit.</summary>
public sealed record RegressionOptions : SupervisedTaskOptions
{
    /// <summary>What is minimized.</summary>
    public RegressionLoss Loss { get; init; } = RegressionLoss.Mse;

    /// <summary>Where the Huber loss turns from square to linear, in standard deviations of the target if <see cref="Standardize"/>, else in its unit. Used by "huber" alone.</summary>
    [Range(0.0, 1e9, MinimumIsExclusive = true)]
    public double Delta { get; init; } = 1;

    /// <summary>
    /// Learn the targets minus their mean over their standard deviation (both of the training rows, kept in the checkpoint),
    /// so that losses of tasks with different units compare. Predictions and metrics stay in the target's unit.
    /// </summary>
    public bool Standardize { get; init; } = true;

    /// <inheritdoc/>
    public override IReadOnlyList<IMetric> Metrics() => [new Rmse(), new Mae(), new R2()];

    /// <inheritdoc/>
    protected override LearningTask Build(string name, string target, TargetDescription description) =>
        description is RealTarget real
            ? new Regression(this, name, target, real)
            : throw new InvalidOptionException("kind", $"the target '{target}' holds classes; a regression needs real numbers. Use \"kind\": \"classification\".");
}

/// <summary>Losses of a regression.</summary>
public enum RegressionLoss
{
    /// <summary>Mean squared error.</summary>
    Mse,

    /// <summary>Mean absolute error.</summary>
    Mae,

    /// <summary>Half the square up to delta, linear beyond.</summary>
    Huber,
}

/// <summary>See <see cref="RegressionOptions"/>. Predictions and targets are Float32 [B, width], in the target's unit.</summary>
public sealed class Regression(RegressionOptions options, string name, string target, RealTarget real)
    : SupervisedTask(name, target, options.Weight)
{
    /// <inheritdoc/>
    public override IReadOnlyList<IMetric> Metrics { get; } = options.Metrics();

    /// <inheritdoc/>
    public override string? UnitOf(IMetric metric) => metric is R2 ? null : real.Unit;

    /// <inheritdoc/>
    public override Answer Answer => new NumberAnswer(real.Width, real.Unit);

    /// <inheritdoc/>
    public override Head BuildHead(HeadPlace place, ModuleContext context) =>
        new StandardizedHead(options.Head.Build(place.Features, real.Width, context), real.Width);

    /// <summary>Keeps mean and standard deviation of the targets in the head. A target that never varies counts with deviation 1.</summary>
    public override void Fit(Head head, Tensor targets)
    {
        if (options.Standardize)
        {
            ((StandardizedHead)head).Fit(targets);
        }
    }

    /// <summary>Mean over batch and outputs of the loss of the standardized error.</summary>
    public override Tensor Loss(TaskPass pass, Tensor target)
    {
        var scale = ((StandardizedHead)pass.Head).Deviation;
        var (p, t) = (pass.Prediction / scale, target / scale);
        return options.Loss switch
        {
            RegressionLoss.Mae => nn.functional.l1_loss(p, t),
            RegressionLoss.Huber => nn.functional.huber_loss(p, t, options.Delta),
            _ => nn.functional.mse_loss(p, t),
        };
    }

    /// <summary>The mean of the training targets.</summary>
    public override Tensor TrivialPrediction(Tensor targets)
    {
        using var scope = NewDisposeScope();
        return targets.to(float64).mean([0], keepdim: true).to(targets.dtype).MoveToOuterDisposeScope();
    }
}
