namespace MtlTorch.Data.DataSets;

/// <summary>Tells what was found out about a table, so that a column that was taken for something else is seen before a model learns from it.</summary>
internal static class TabularNotes
{
    /// <summary>A category column with more than this share of different values is most likely a name or a number of the row.</summary>
    private const double MostlyDifferent = 0.5;

    private const int MostNames = 12;

    public static IReadOnlyList<string> Of(TabularSchema schema, TabularOptions options, int rows, IReadOnlyDictionary<SplitName, long> bySplit) =>
    [
        InputLine(schema, options),
        .. schema.Inputs.OfType<CategoryColumn>().Where(c => rows > 20 && c.Categories.Count > MostlyDifferent * rows)
            .Select(c => $"column '{c.Name}' has {c.Categories.Count} categories in {rows} rows: if it names the row, give it the role \"ignore\""),
        .. schema.Inputs.OfType<NumberColumn>().Where(c => c.HasMissing).Select(c => c.Name).ToList() is { Count: > 0 } gaps ? [$"missing numbers in {Names(gaps)}"] : Array.Empty<string>(),
        .. new[] { (Name: SplitName.Validation, Share: options.Validation), (Name: SplitName.Test, Share: options.TestShare) }.Where(s => s.Share > 0 && bySplit[s.Name] == 0)
            .Select(s => FormattableString.Invariant($"no row is held out for {s.Name.ToString().ToLowerInvariant()}: {s.Share:0.###} of {rows} rows has no room for a {(schema.Groups.Count > 0 ? "group" : "row")}")),
    ];

    /// <summary>"inputs: 9 numbers, 5 categories (inferred: numbers age, ...; categories workclass, ...)".</summary>
    private static string InputLine(TabularSchema schema, TabularOptions options)
    {
        var numbers = schema.Inputs.OfType<NumberColumn>().Select(c => c.Name).ToList();
        var categories = schema.Inputs.OfType<CategoryColumn>().Select(c => c.Name).ToList();
        var inferred = new[] { Inferred("numbers", numbers, options), Inferred("categories", categories, options) }.OfType<string>().ToList();
        return $"inputs: {Count(numbers.Count, "number", "numbers")}, {Count(categories.Count, "category column", "category columns")}"
            + (inferred.Count == 0 ? "" : $" (inferred: {string.Join("; ", inferred)})");
    }

    private static string? Inferred(string what, IEnumerable<string> names, TabularOptions options)
    {
        var found = names.Where(n => options.Columns.GetValueOrDefault(n) is not { Type: not null } and not { Categories: not null }).ToList();
        return found.Count == 0 ? null : $"{what} {Names(found)}";
    }

    private static string Names(List<string> names) => $"{string.Join(", ", names.Take(MostNames))}{(names.Count > MostNames ? $" and {names.Count - MostNames} more" : "")}";

    private static string Count(int count, string one, string more) => $"{count} {(count == 1 ? one : more)}";
}
