using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Training.Schedules;

/// <summary>Half a cosine from the full rate at the end of the warm-up down to a share of it at the end of the training.</summary>
[Paper("Loshchilov and Hutter 2017, SGDR: Stochastic Gradient Descent with Warm Restarts", "https://arxiv.org/abs/1608.03983", Place = "eq. (5)")]
public sealed record CosineOptions : ScheduleOptions
{
    /// <summary>Share of the full rate that is left at the end.</summary>
    [Range(0.0, 1.0)]
    public double Floor { get; init; }

    /// <inheritdoc/>
    protected override double Full(double time, int epochs)
    {
        var progress = time > Warmup ? Math.Min(1, (time - Warmup) / (epochs - Warmup)) : 0;
        return Floor + (1 - Floor) * (1 + Math.Cos(Math.PI * progress)) / 2;
    }
}
