using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Training.Schedules;

/// <summary>
/// The learning rate over time, as a factor of the optimizer's own. A pure function of the time, so that there is no state
/// to lose: time is counted in epochs, with fractions within an epoch.
/// </summary>
public abstract record ScheduleOptions
{
    /// <summary>Epochs, with fractions, over which the rate rises linearly to its full value; 0 for none.</summary>
    [Range(0.0, 1e6)]
    public double Warmup { get; init; }

    /// <summary>The factor for one step: during the warm-up a growing share of what it would be without.</summary>
    /// <param name="step">Steps taken before, from 0.</param>
    /// <param name="stepsPerEpoch">Steps per epoch.</param>
    /// <param name="epochs">Epochs of the whole training.</param>
    public double FactorAt(long step, long stepsPerEpoch, int epochs)
    {
        // Without a warm-up the quotient is infinite.
        var rise = Math.Min(1, (step + 1) / (Warmup * stepsPerEpoch));
        return rise * Full((double)step / stepsPerEpoch, epochs);
    }

    /// <summary>The factor without a warm-up.</summary>
    /// <param name="time">Epochs since the beginning.</param>
    /// <param name="epochs">Epochs of the whole training.</param>
    protected abstract double Full(double time, int epochs);
}
