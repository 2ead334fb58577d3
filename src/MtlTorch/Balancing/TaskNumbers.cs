namespace MtlTorch.Balancing;

/// <summary>An option that holds a number for each task, as a method sees it from step to step.</summary>
/// <param name="given">The numbers [T]; null where the option is left out.</param>
/// <param name="otherwise">The default of each task, by the number of those present.</param>
internal sealed class TaskNumbers(double[]? given, Func<int, double> otherwise)
{
    private PresentTasks? present;

    /// <summary>Numbers with a default of 1 / N for N present tasks.</summary>
    public static TaskNumbers OrEqualParts(double[]? given) => new(given, count => 1.0 / count);

    /// <summary>Takes over who is present.</summary>
    public void Attend(PresentTasks tasks) => present = tasks;

    /// <summary>The numbers of the present tasks [N].</summary>
    /// <param name="count">How many are present.</param>
    public double[] Of(long count) => given is null ? [.. Enumerable.Repeat(otherwise((int)count), (int)count)] : present?.Of(given) ?? given;
}
