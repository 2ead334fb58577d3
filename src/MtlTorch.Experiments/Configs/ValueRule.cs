using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace MtlTorch.Experiments.Configs;

/// <summary>
/// What the attributes of an option allow: ranges, lengths, patterns. The same sentences stand in error messages, in the
/// reference and in the schema.
/// </summary>
public static class ValueRule
{
    /// <summary>"from 0 to below 1", or null if there is no range.</summary>
    public static string? Range(RangeAttribute? range)
    {
        if (range is null)
        {
            return null;
        }

        var open = Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture) >= int.MaxValue;
        var upTo = $"{(range.MaximumIsExclusive ? "below " : "")}{Number(range.Maximum)}";
        return range.MinimumIsExclusive
            ? $"above {Number(range.Minimum)}{(open ? "" : $" and up to {upTo}")}"
            : $"from {Number(range.Minimum)}{(open ? "" : $" to {upTo}")}";
    }

    /// <summary>"a whole number from 1 to 1,000": what is said of one that is too large, or too small, for its type.</summary>
    /// <param name="range">The option's range, if it has one.</param>
    /// <param name="least">Smallest number of the type.</param>
    /// <param name="most">Largest number of the type.</param>
    public static string WholeNumber(RangeAttribute? range, long least, long most) => range is null
        ? string.Create(CultureInfo.InvariantCulture, $"a whole number from {least:#,0} to {most:#,0}")
        : $"a whole number from {Number(range.Minimum)} to {Number(range.Maximum)}";

    /// <summary>"each from 1 to 10", or null if there is no range of elements.</summary>
    public static string? Elements(ElementRangeAttribute? range) =>
        range is null ? null : $"each {Between(range)}";

    /// <summary>What is wrong with a number, or null.</summary>
    public static string? Check(double value, MemberInfo? member)
    {
        var range = member?.GetCustomAttribute<RangeAttribute>();
        return range is null || Within(value, range) ? null : $"must be {Range(range)}; found {Number(value)}.";
    }

    /// <summary>What is wrong with a text, or null.</summary>
    public static string? Check(string value, MemberInfo? member)
    {
        var pattern = member?.GetCustomAttribute<RegularExpressionAttribute>();
        return pattern is null || Fits(value, pattern.Pattern)
            ? null
            : $"must be {pattern.ErrorMessage}; found \"{value}\".";
    }

    /// <summary>What is wrong with an element of a list of numbers, or null.</summary>
    public static string? CheckElement(double value, MemberInfo? member)
    {
        var range = member?.GetCustomAttribute<ElementRangeAttribute>();
        return range is null || (value >= range.Minimum && value <= range.Maximum)
            ? null
            : $"must be {Between(range)}; found {Number(value)}.";
    }

    /// <summary>What is wrong with the number of entries, or null.</summary>
    public static string? CheckCount(int count, MemberInfo? member)
    {
        var least = member?.GetCustomAttribute<MinLengthAttribute>();
        return least is null || count >= least.Length ? null : $"must have at least {least.Length} {(least.Length == 1 ? "entry" : "entries")}; found {count}.";
    }

    /// <summary>What is wrong with a key of a dictionary, or null.</summary>
    public static string? CheckKey(string key, MemberInfo? member)
    {
        var pattern = member?.GetCustomAttribute<KeyPatternAttribute>();
        return pattern is null || Fits(key, pattern.Pattern) ? null : $"a name here consists of {pattern.Allowed}; found \"{key}\".";
    }

    /// <summary>Whether a pattern covers the whole text: "$" alone would let a line break follow.</summary>
    private static bool Fits(string text, string pattern) => Regex.Match(text, pattern) is { Success: true } match && match.Length == text.Length;

    private static bool Within(double value, RangeAttribute range)
    {
        var (minimum, maximum) = (Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture), Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));
        return (range.MinimumIsExclusive ? value > minimum : value >= minimum) && (range.MaximumIsExclusive ? value < maximum : value <= maximum);
    }

    private static string Between(ElementRangeAttribute range) =>
        $"from {Number(range.Minimum)}{(range.Maximum >= int.MaxValue ? "" : $" to {Number(range.Maximum)}")}";

    private static string Number(object number) => Convert.ToDouble(number, CultureInfo.InvariantCulture).ToString("#,0.##########", CultureInfo.InvariantCulture);
}
