using System.Globalization;

namespace MtlTorch.Experiments.Studies;

/// <summary>The seeds of a study, as the command line names them.</summary>
public static class SeedList
{
    private const int Most = 1000;

    /// <summary>Reads "5" (so many seeds, counted up from a first one) or "1,2,7" (these seeds).</summary>
    /// <param name="text">What was typed; null for the first seed alone.</param>
    /// <param name="first">The experiment's seed.</param>
    /// <exception cref="InvalidOptionException">It is neither.</exception>
    public static IReadOnlyList<long> Parse(string? text, long first)
    {
        if (text is null)
        {
            return [first];
        }

        var seeds = text.Contains(',', StringComparison.Ordinal) ? Listed(text) : Counted(text, first);
        return seeds.Count == seeds.Distinct().Count()
            ? seeds
            : throw Problem(text, $"seed {seeds.GroupBy(s => s).First(s => s.Count() > 1).Key} stands twice");
    }

    private static List<long> Counted(string text, long first) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= Most && first <= long.MaxValue - count
            ? [.. Enumerable.Range(0, count).Select(i => first + i)]
            : throw Problem(text, "that is no number of seeds");

    private static List<long> Listed(string text) => [.. text.Split(',', StringSplitOptions.TrimEntries).Select(word =>
        long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed) ? seed : throw Problem(text, $"'{word}' is no seed"))];

    private static InvalidOptionException Problem(string text, string problem) => new(
        "--seeds", $"found '{text}': {problem}. Give a number of seeds from 1 to {Most:N0}, counted up from the experiment's own, or a list of whole numbers such as 1,2,7.");
}
