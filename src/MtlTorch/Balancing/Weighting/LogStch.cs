using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Balancing.Weighting;

/// <summary>
/// Smooth Tchebycheff scalarization of the logarithms of the losses, for losses of different sizes. First minimizes the sum of the
/// logarithms; then T mu log sum exp(log(L / nadir) / mu), with the mean losses of the last epoch before as the nadir. Losses
/// must be positive; below 1e-20 they count as 1e-20 and get the weight 0. An epoch counts for a task if it had labels in it: a task has a nadir of its own
/// after as many of them, and until then the logarithm of its loss is added.
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
public sealed class LogStch(LogStchOptions options) : Scalarization, ITellsTasksApart, ISeesEpochs, IStateful
{
    private const double Smallest = 1e-20;

    // Epochs that each task was seen in [T], and the logarithms of the nadirs [T], NaN before there is one; null before the first epoch is over.
    private long[]? epochs;
    private double[]? logNadir;
    private PresentTasks? present;

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks) => present = tasks;

    /// <inheritdoc/>
    public void EpochEnded(IReadOnlyList<double> meanLosses)
    {
        epochs ??= new long[meanLosses.Count];
        logNadir ??= [.. meanLosses.Select(_ => double.NaN)];
        foreach (var (task, loss) in meanLosses.Index().Where(mean => !double.IsNaN(mean.Item)))
        {
            epochs[task]++;
            logNadir[task] = epochs[task] == options.WarmupEpochs ? Math.Log(Math.Max(loss, Smallest)) : logNadir[task];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, torch.Tensor> Save()
    {
        return epochs is null
            ? new Dictionary<string, torch.Tensor>()
            : new Dictionary<string, torch.Tensor> { ["epochs"] = torch.tensor(epochs), ["logNadir"] = torch.tensor(logNadir!) };
    }

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> state)
    {
        epochs = state.GetValueOrDefault("epochs")?.cpu().data<long>().ToArray();
        logNadir = state.GetValueOrDefault("logNadir")?.ToDoubles();
    }

    /// <inheritdoc/>
    protected override torch.Tensor Scalarize(torch.Tensor losses)
    {
        var logarithms = losses.clamp_min(Smallest).log();
        var nadirs = logNadir is null ? [] : present?.Of(logNadir) ?? logNadir;
        var known = PresentTasks.Where(nadirs.Select(nadir => !double.IsNaN(nadir)));
        if (known.Count == 0)
        {
            return logarithms.sum();
        }

        var smooth = known.Count * options.Mu * ((known.Of(logarithms) - known.Of(nadirs).Like(losses)) / options.Mu).logsumexp(0);
        var warmingUp = PresentTasks.Where(nadirs.Select(double.IsNaN));
        return warmingUp.Count == 0 ? smooth : smooth + warmingUp.Of(logarithms).sum();
    }
}
