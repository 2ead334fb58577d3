using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Training.Schedules;

/// <summary>Multiplies the rate by a factor every so many epochs.</summary>
public sealed record StepOptions : ScheduleOptions
{
    /// <summary>Epochs between two changes.</summary>
    [Range(1, 1_000_000)]
    public int Every { get; init; } = 30;

    /// <summary>What the rate is multiplied by.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Factor { get; init; } = 0.5;

    /// <inheritdoc/>
    protected override double Full(double time, int epochs) => Math.Pow(Factor, Math.Floor(time / Every));
}
