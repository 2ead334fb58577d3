using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace MtlTorch.Experiments.Configs;

/// <summary>A kind of simple value: which JSON it accepts and how that is said.</summary>
/// <param name="Allowed">For messages and tables: "a whole number".</param>
/// <param name="Accepts">Whether a value is of this kind.</param>
/// <param name="Choices">The allowed texts, where there are only some.</param>
/// <param name="Limits">The smallest and the largest whole number, if this is a kind of them.</param>
public sealed record ScalarKind(
    string Allowed, Func<ScalarNode, bool> Accepts, IReadOnlyList<string>? Choices = null, (long Least, long Most)? Limits = null)
{
    private static readonly ScalarKind Text = new("a text", v => v.Text is not null);
    private static readonly ScalarKind Truth = new("true or false", v => v.Type is JsonTokenType.True or JsonTokenType.False);
    private static readonly ScalarKind Integer = WholeNumber(int.MinValue, int.MaxValue);
    private static readonly ScalarKind LongInteger = WholeNumber(long.MinValue, long.MaxValue);
    private static readonly ScalarKind Number = new("a number", v => v.Type == JsonTokenType.Number && double.TryParse(v.Raw, CultureInfo.InvariantCulture, out var x) && double.IsFinite(x));

    /// <summary>The kind that a type of .NET takes, or null if it takes more than a simple value.</summary>
    public static ScalarKind? Of(Type type) => type switch
    {
        _ when type == typeof(string) => Text,
        _ when type == typeof(bool) => Truth,
        _ when type == typeof(int) => Integer,
        _ when type == typeof(long) => LongInteger,
        _ when type == typeof(double) => Number,
        { IsEnum: true } => Choice(type),
        _ => null,
    };

    /// <summary>Whether a value is a whole number, however large.</summary>
    public static bool IsWhole(ScalarNode value) =>
        value.Type == JsonTokenType.Number && BigInteger.TryParse(value.Raw, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static ScalarKind WholeNumber(long least, long most) => new(
        "a whole number",
        v => v.Type == JsonTokenType.Number && long.TryParse(v.Raw, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most,
        Limits: (least, most));

    private static ScalarKind Choice(Type type)
    {
        var names = Enum.GetValues(type).Cast<Enum>().Select(ConfigJson.Spelling).ToList();
        return new ScalarKind($"one of {string.Join(", ", names)}", v => v.Text is { } text && names.Contains(text), names);
    }
}
