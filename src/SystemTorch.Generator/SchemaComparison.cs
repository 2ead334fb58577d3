namespace SystemTorch.Generator;

/// <summary>Tells whether another LibTorch takes the calls that the wrappers make.</summary>
internal static class SchemaComparison
{
    /// <summary>The operators in use that the other LibTorch lacks, or whose arguments it has changed.</summary>
    public static IEnumerable<string> Differences(IEnumerable<Schema> used, ILookup<string, Schema> other)
    {
        foreach (var schema in used)
        {
            var counterpart = other[schema.Name].FirstOrDefault(s => s.Overload == schema.Overload);
            if (counterpart is null)
                yield return $"missing: {schema.Text}";
            else if (!Takes(counterpart, schema))
                yield return $"changed: {schema.Text}\n    now: {counterpart.Text}";
        }
    }

    // Arguments are passed by position, so new ones may only follow, and must have defaults.
    private static bool Takes(Schema other, Schema schema)
        => other.Arguments.Count >= schema.Arguments.Count
            && schema.Arguments.Zip(other.Arguments, (a, b) => a.Name == b.Name && a.Kind == b.Kind).All(same => same)
            && other.Arguments.Skip(schema.Arguments.Count).All(a => a.Default is not null || a.Optional);
}
