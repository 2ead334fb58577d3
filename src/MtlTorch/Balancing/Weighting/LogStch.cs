using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Balancing.Weighting;

/// <summary>
/// Smooth Tchebycheff scalarization of the logarithms of the losses, for losses of different sizes. First minimizes the sum of the
/// logarithms; then T mu log sum exp(log(L / nadir) / mu), with the mean losses of the last epoch before as the nadir. Losses
/// must be positive; below 1e-20 they count as 1e-20 and get the weight 0.
/// </summary>
[Paper("Lin et al. 2024, Smooth Tchebycheff Scalarization for Multi-Objective Optimization", "https://arxiv.org/abs/2402.19078", Place = "multi-task learning; the form of its implementation in LibMTL")]
public sealed record LogStchOptions : BalancingOptions
{
    /// <summary>Smoothness. Close to 0, only the task counts that has come down least from its nadir; if large, each weight is 1/L.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Mu { get; init; } = 1;

    /// <summary>Epochs in which the sum of the logarithms is minimized; the last of them gives the nadir.</summary>
    [Range(1, 1_000_000)]
    public int WarmupEpochs { get; init; } = 5;

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new LogStch(this);
}

/// <summary>See <see cref="LogStchOptions"/>.</summary>
public sealed class LogStch(LogStchOptions options) : Scalarization, ISeesEpochs, IStateful
{
    private const double Smallest = 1e-20;

    private long epochs;
    private double[]? logNadir;

    /// <inheritdoc/>
    public void EpochEnded(IReadOnlyList<double> meanLosses)
    {
        epochs++;
        if (epochs == options.WarmupEpochs)
        {
            logNadir = [.. meanLosses.Select(loss => Math.Log(Math.Max(loss, Smallest)))];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, torch.Tensor> Save()
    {
        var state = new Dictionary<string, torch.Tensor> { ["epochs"] = torch.tensor(new[] { epochs }) };
        if (logNadir is not null)
        {
            state["logNadir"] = torch.tensor(logNadir);
        }

        return state;
    }

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> state)
    {
        epochs = state["epochs"].item<long>();
        logNadir = state.GetValueOrDefault("logNadir")?.ToDoubles();
    }

    /// <inheritdoc/>
    protected override torch.Tensor Scalarize(torch.Tensor losses)
    {
        var logarithms = losses.clamp_min(Smallest).log();
        return logNadir is null
            ? logarithms.sum()
            : losses.numel() * options.Mu * ((logarithms - logNadir.Like(losses)) / options.Mu).logsumexp(0);
    }
}
