namespace MtlTorch;

/// <summary>Finds what a user probably meant.</summary>
public static class Nearest
{
    private const int MostEdits = 2;

    /// <summary>The candidate closest to a word, if it is within two edits (and less than the whole word); otherwise null.</summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        var (best, distance) = candidates
            .Select(c => (Candidate: c, Edits: Edits(word.ToLowerInvariant(), c.ToLowerInvariant())))
            .OrderBy(c => c.Edits)
            .FirstOrDefault((Candidate: null!, Edits: int.MaxValue));
        return distance <= MostEdits && distance < word.Length ? best : null;
    }

    /// <summary>" Did you mean 'X'?", or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> candidates) =>
        Find(word, candidates) is { } found ? $" Did you mean '{found}'?" : "";

    /// <summary>Insertions, deletions, replacements and swaps of neighbors that turn one word into the other (optimal string alignment).</summary>
    private static int Edits(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                d[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(
                    Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1),
                    d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
