using System.Globalization;
using MtlTorch.Data;

namespace MtlTorch.Experiments.Running;

/// <summary>
/// Refuses a data set that is not the one a run was trained with. Splits are drawn anew from the rows of a file: with other rows, some that were trained on would be
/// tested on, and the number of a category would mean another one.
/// </summary>
public static class ChangedData
{
    /// <summary>Compares what the data set offers with what description.json says of it; a run without that file never began, or is of an older version.</summary>
    /// <param name="plan">The run's experiment.</param>
    /// <param name="description">Path of the run's description.json.</param>
    /// <exception cref="InvalidOptionException">They differ; says in what.</exception>
    public static void Check(ExperimentPlan plan, string description)
    {
        if (File.Exists(description) && Difference(DescriptionFile.Read(description), plan.Data.Description) is { } difference)
        {
            throw new InvalidOptionException("RUN", $"the data set is not the one that {Path.GetDirectoryName(description)} was trained with: {difference}. Rows that were trained on may be tested on. Put the old data back, or train a run on the new one.");
        }
    }

    private static string? Difference(DataDescription then, DataDescription now) =>
        Between("input columns", [.. then.Columns.Select(Told)], [.. now.Columns.Select(Told)])
        ?? Between("targets", Told(then), Told(now))
        ?? now.Rows.Where(r => then.Rows.GetValueOrDefault(r.Key) != r.Value)
            .Select(r => string.Create(CultureInfo.InvariantCulture, $"it has {r.Value:N0} {r.Key.ToString().ToLowerInvariant()} rows, and had {then.Rows.GetValueOrDefault(r.Key):N0}")).FirstOrDefault();

    private static string? Between(string what, List<string> then, List<string> now) =>
        then.SequenceEqual(now) ? null
        : now.Except(then).Concat(then.Except(now)).FirstOrDefault() is { } first ? $"its {what} are others, see {first}"
        : $"its {what} have another order";

    private static string Told(InputColumn column) => column is CategoryColumn category ? $"'{category.Name}' ({Some(category.Categories)})" : $"'{column.Name}' (numbers)";

    private static List<string> Told(DataDescription data) =>
        [.. data.Targets.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Value is ClassTarget target ? $"'{t.Key}' ({Some(target.Classes)})" : $"'{t.Key}' (numbers)")];

    private static string Some(IReadOnlyList<string> names) => string.Join(", ", names);
}
