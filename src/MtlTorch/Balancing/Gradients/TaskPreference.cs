namespace MtlTorch.Balancing.Gradients;

/// <summary>How much each task's gradient counts before anything is balanced.</summary>
internal static class TaskPreference
{
    /// <summary>The given numbers.</summary>
    /// <param name="given">One number per task; null for equal ones.</param>
    /// <param name="tasks">T.</param>
    /// <exception cref="InvalidOptionException">Not one number per task.</exception>
    public static double[]? Of(IReadOnlyList<double>? given, int tasks)
    {
        if (given is not null && given.Count != tasks)
        {
            throw new InvalidOptionException("preference", $"has {given.Count} numbers, and there are {tasks} tasks. Give one number per task, in the order of the tasks.");
        }

        return given is null ? null : [.. given];
    }
}
