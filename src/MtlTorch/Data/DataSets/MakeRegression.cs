using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Data.DataSets;

/// <summary>
/// Linear regressions on normal inputs: the target of task t is scale (x · w_t + noise e) + bias with weights of length 1 and normal e, so that without noise its deviation is the
/// scale, and no model explains more than 1 / (1 + noise²) of its variance.
/// </summary>
public sealed record MakeRegressionOptions : DrawnTableOptions
{
    /// <summary>Standard deviation of the noise, in that of what can be learnt.</summary>
    [Range(0.0, 1e6)]
    public double Noise { get; init; } = 0.1;

    /// <summary>Standard deviation of what can be learnt.</summary>
    [Range(0.0, 1e9, MinimumIsExclusive = true)]
    public double Scale { get; init; } = 1;

    /// <summary>What is added to all targets.</summary>
    [Range(-1e9, 1e9)]
    public double Bias { get; init; }

    /// <inheritdoc/>
    protected override IDataSet OpenWhole() => new MakeRegression(this);
}

/// <summary>See <see cref="MakeRegressionOptions"/>.</summary>
public sealed class MakeRegression(MakeRegressionOptions options) : DrawnTable(options, new RealTarget())
{
    /// <inheritdoc/>
    protected override torch.Tensor Target(torch.Tensor scores, torch.Generator generator)
    {
        using var scope = torch.NewDisposeScope();
        var noisy = scores + (Normal(scores.shape, generator) * options.Noise);
        return ((noisy * options.Scale) + options.Bias).to(torch.float32).unsqueeze(1).MoveToOuterDisposeScope();
    }
}
