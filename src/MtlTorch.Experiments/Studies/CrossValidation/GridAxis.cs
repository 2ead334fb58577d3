using System.Globalization;
using System.Text.Json.Serialization;

namespace MtlTorch.Experiments.Studies.CrossValidation;

/// <summary>Which values of a key make a simpler model.</summary>
public enum Simpler
{
    /// <summary>The larger ones, as of a penalty.</summary>
    Larger,

    /// <summary>The smaller ones, as of a number of units.</summary>
    Smaller,
}

/// <summary>A key of the configuration with the values to try.</summary>
/// <param name="Key">The key's path, as for --set.</param>
/// <param name="Values">The values, as for --set.</param>
/// <param name="Simpler">Which make a simpler model; null where nobody knows.</param>
public sealed record GridAxis(string Key, IReadOnlyList<string> Values, Simpler? Simpler)
{
    /// <summary>Ends of keys whose larger values regularize more.</summary>
    private static readonly string[] Penalties = ["lambda", "weightDecay", "dropout"];

    /// <summary>Whether all values are numbers, so that they have an order.</summary>
    [JsonIgnore]
    public bool IsNumeric => Values.All(v => Number(v) is not null);

    /// <summary>Reads "KEY=V1,V2,..."; commas within JSON arrays, objects and texts part nothing.</summary>
    /// <param name="argument">What was typed behind --grid.</param>
    /// <exception cref="InvalidOptionException">It is malformed.</exception>
    public static GridAxis Parse(string argument)
    {
        var at = argument.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
        {
            throw Problem(argument, "that is no key with values");
        }

        var (key, values) = (argument[..at].Trim(), SplitAtCommas(argument[(at + 1)..]));
        if (values.Any(v => v.Length == 0))
        {
            throw Problem(argument, "a value is missing");
        }

        if (values.GroupBy(v => v).FirstOrDefault(v => v.Count() > 1) is { } twice)
        {
            throw Problem(argument, $"the value {twice.Key} stands twice");
        }

        var axis = new GridAxis(key, values, null);
        return axis.IsNumeric && Penalties.Any(p => key.EndsWith(p, StringComparison.OrdinalIgnoreCase)) ? axis with { Simpler = CrossValidation.Simpler.Larger } : axis;
    }

    /// <summary>How simple each value makes the model, from 0; null without an order.</summary>
    /// <param name="value">One of the values.</param>
    public int? RankOf(string value)
    {
        if (Simpler is null)
        {
            return null;
        }

        var number = Number(value)!.Value;
        return Values.Select(v => Number(v)!.Value).Distinct().Count(other => Simpler == CrossValidation.Simpler.Larger ? other < number : other > number);
    }

    private static double? Number(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static List<string> SplitAtCommas(string text)
    {
        var (values, from, depth, quoted) = (new List<string>(), 0, 0, false);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '[' or '{' when !quoted:
                    depth++;
                    break;
                case ']' or '}' when !quoted:
                    depth--;
                    break;
                case ',' when !quoted && depth == 0:
                    values.Add(text[from..i].Trim());
                    from = i + 1;
                    break;
            }
        }

        return [.. values, text[Math.Min(from, text.Length)..].Trim()];
    }

    private static InvalidOptionException Problem(string argument, string problem) =>
        new($"--grid {argument}", $"{problem}. Write the path of a key and its values: --grid optimizer.weightDecay=0,0.001,0.01.");
}
