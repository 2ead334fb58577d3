using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Training.Schedules;

/// <summary>
/// Half a cosine from the full rate down to a share of it, again and again: at the end of each cycle the weights have settled, which makes members of
/// an ensemble of them (trainer.snapshotEvery).
/// </summary>
[Paper("Loshchilov and Hutter 2017, SGDR: Stochastic Gradient Descent with Warm Restarts", "https://arxiv.org/abs/1608.03983", Place = "eq. (5)")]
[Paper("Huang et al. 2017, Snapshot Ensembles: Train 1, Get M for Free", "https://arxiv.org/abs/1704.00109", Place = "section 3")]
public sealed record CosineRestartsOptions : ScheduleOptions
{
    /// <summary>Epochs of the first cycle, counted from the end of the warm-up.</summary>
    [Range(1, 1_000_000)]
    public int Period { get; init; } = 10;

    /// <summary>How many times as long each cycle is as the one before.</summary>
    [Range(1.0, 100.0)]
    public double Growth { get; init; } = 1;

    /// <summary>Share of the full rate that is left at the end of a cycle.</summary>
    [Range(0.0, 1.0)]
    public double Floor { get; init; }

    /// <inheritdoc/>
    protected override double Full(double time, int epochs)
    {
        var (within, length) = (Math.Max(0, time - Warmup), (double)Period);
        if (Growth == 1)
        {
            within %= length;
        }

        while (within >= length)
        {
            within -= length;
            length *= Growth;
        }

        return Floor + (1 - Floor) * (1 + Math.Cos(Math.PI * within / length)) / 2;
    }
}
