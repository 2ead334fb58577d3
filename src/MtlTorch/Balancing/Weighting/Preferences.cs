namespace MtlTorch.Balancing.Weighting;

/// <summary>The option "preferences": how much each task counts.</summary>
internal static class Preferences
{
    /// <summary>The preferences [T]; 1/T each where the option is left out.</summary>
    /// <exception cref="InvalidOptionException">There is not one number per task, or all are zero.</exception>
    public static double[] Of(IReadOnlyList<double>? given, BalancingContext context)
    {
        var preferences = PerTask.Values("preferences", given, context.Tasks, 1.0 / context.Tasks);
        return preferences.Any(p => p > 0)
            ? preferences
            : throw new InvalidOptionException("preferences", "all of them are 0, so that no task counts. Give at least one a number above 0.");
    }
}
