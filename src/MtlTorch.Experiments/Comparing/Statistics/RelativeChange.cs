namespace MtlTorch.Experiments.Comparing.Statistics;

/// <summary>
/// How much better a figure is than that of a reference, in percent of the reference: the term of a task in delta m
/// (Maninis, Radosavovic, Kokkinos 2019, Attentive Single-Tasking of Multiple Tasks).
/// </summary>
public static class RelativeChange
{
    /// <summary>
    /// (figure - reference) / |reference| in percent, with the other sign where less is better: above zero is better than the
    /// reference, whatever the metric. Not finite where the reference is zero.
    /// </summary>
    /// <remarks>
    /// The paper divides by the reference itself. For figures above zero that is the same; a negative R2 or log-likelihood
    /// would turn the sign around.
    /// </remarks>
    public static double Percent(double figure, double reference, bool higherIsBetter) =>
        (higherIsBetter ? 100 : -100) * (figure - reference) / Math.Abs(reference);

    /// <summary>Delta m of one model: the mean over the tasks of the mean over the task's metrics, so that every task counts the same.</summary>
    /// <param name="changes">Task and relative change of each metric; not empty.</param>
    public static double Mean(IEnumerable<(string Task, double Change)> changes) =>
        changes.GroupBy(c => c.Task).Average(task => task.Average(c => c.Change));
}
