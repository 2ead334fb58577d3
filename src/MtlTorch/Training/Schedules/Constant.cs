namespace MtlTorch.Training.Schedules;

/// <summary>The same rate all the time.</summary>
public sealed record ConstantOptions : ScheduleOptions
{
    /// <inheritdoc/>
    protected override double Full(double time, int epochs) => 1;
}
