using System.Globalization;

namespace MtlTorch.Data.Tables;

/// <summary>Turns the fields of a column into the numbers that a model sees.</summary>
/// <param name="column">What stands in the column.</param>
/// <param name="refusesUnknown">Whether a category that is not among the column's is an error, as in the table that describes the column; otherwise, in rows for a model that is trained, it counts as missing.</param>
public sealed class ColumnReader(InputColumn column, bool refusesUnknown)
{
    private const int MostNamed = 10;

    private readonly Dictionary<string, int>? categories = (column as CategoryColumn)?.Categories.Index().ToDictionary(c => c.Item, c => c.Index, StringComparer.Ordinal);

    /// <summary>What stands in the column.</summary>
    public InputColumn Column => column;

    /// <summary>Whether a field is a finite number, with a point and without thousands' separators.</summary>
    public static bool IsNumber(string field, out double value) => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite((float)value);

    /// <summary>The number of a field that is present.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">The number, or the number of its category; NaN for an unknown category.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Read(string field, out float value)
    {
        value = float.NaN;
        if (categories is null)
        {
            var isNumber = IsNumber(field, out var number);
            value = isNumber ? (float)number : float.NaN;
            return isNumber ? null : $"'{field}' is no number. {(refusesUnknown ? "If it stands for a missing value, add it to \"missing\"; if the column holds categories, give it the type \"category\"." : "The model learnt the column as numbers, with a decimal point; leave the field empty where there is none.")}";
        }

        if (categories.TryGetValue(field, out var code))
        {
            value = code;
            return null;
        }

        return refusesUnknown ? $"'{field}' is not among the column's categories ({Named()}).{Nearest.Hint(field, categories.Keys)}" : null;
    }

    private string Named() => $"{string.Join(", ", categories!.Keys.Take(MostNamed))}{(categories.Count > MostNamed ? $" and {categories.Count - MostNamed} more" : "")}";
}
