using System.Globalization;
using System.Text.RegularExpressions;

namespace Parity.Tests.Support;

/// <summary>Compares texts exactly, but for the numbers in them that are results of rounding.</summary>
public static class LineComparison
{
    public const double Tolerance = 2e-4;

    // What is zero on one side may be this on the other.
    private const double RoundingError = 1e-6;

    // ~value/magnitude of a fingerprint, or a number with a fraction or an exponent.
    private static readonly Regex Number = new(
        @"~(?<value>[^/\s]+)/(?<magnitude>[^\s;|]+)|(?<plain>-?\d+(\.\d+([eE][+-]?\d+)?|[eE][+-]?\d+))");

    public static bool Agree(string actual, string expected, double tolerance = Tolerance)
    {
        if (Number.Replace(actual, "#") != Number.Replace(expected, "#"))
            return false;
        return Number.Matches(actual).Zip(Number.Matches(expected)).All(pair => Agree(pair.First, pair.Second, tolerance));
    }

    private static bool Agree(Match actual, Match expected, double tolerance)
    {
        bool isPlain = expected.Groups["plain"].Success;
        if (isPlain != actual.Groups["plain"].Success)
            return false;
        double magnitude = isPlain ? Math.Abs(Parse(expected, "plain")) : Parse(expected, "magnitude");
        double allowed = (tolerance * magnitude) + RoundingError;
        string[] parts = isPlain ? ["plain"] : ["value", "magnitude"];
        return parts.All(part => Math.Abs(Parse(actual, part) - Parse(expected, part)) <= allowed);
    }

    private static double Parse(Match match, string group)
        => double.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
}
