namespace MtlTorch.Balancing.Weighting;

/// <summary>The option "preferences": how much each task counts.</summary>
internal static class Preferences
{
    /// <summary>The preferences [T]; null where the option is left out, for equal ones.</summary>
    /// <exception cref="InvalidOptionException">There is not one number per task, or all are zero.</exception>
    public static double[]? Of(IReadOnlyList<double>? given, BalancingContext context)
    {
        var preferences = PerTask.Values("preferences", given, context.Tasks, 1);
        return preferences.Any(p => p > 0)
            ? given is null ? null : preferences
            : throw new InvalidOptionException("preferences", "all of them are 0, so that no task counts. Give at least one a number above 0.");
    }
}
