namespace MtlTorch.Balancing;

/// <summary>Options that hold a number for each task.</summary>
internal static class PerTask
{
    /// <summary>The numbers, or a default for every task where the option is left out.</summary>
    /// <param name="option">The option as configurations spell it.</param>
    /// <param name="values">Its value.</param>
    /// <param name="tasks">Number of tasks.</param>
    /// <param name="otherwise">The default.</param>
    /// <exception cref="InvalidOptionException">There is not one number per task.</exception>
    public static double[] Values(string option, IReadOnlyList<double>? values, int tasks, double otherwise)
    {
        if (values is null)
        {
            return [.. Enumerable.Repeat(otherwise, tasks)];
        }

        return values.Count == tasks
            ? [.. values]
            : throw new InvalidOptionException(option, $"it has {values.Count} numbers, and there are {tasks} tasks. Give one number per task, in the order of the tasks.");
    }
}
