using System.Text.RegularExpressions;

namespace SystemTorch.Generator;

/// <summary>One argument of an operator, as LibTorch states it.</summary>
/// <param name="Type">Such as <c>Tensor</c>, <c>int[2]</c> or <c>float?</c>.</param>
/// <param name="Default">The default's text, or null for an argument that must be given.</param>
internal sealed record SchemaArgument(string Type, string Name, string? Default)
{
    public bool Optional => Type.EndsWith('?');

    /// <summary>The type without what does not matter for boxing: optional, fixed length, symbolic integer.</summary>
    public string Kind => Regex.Replace(Type.TrimEnd('?').Replace("SymInt", "int", StringComparison.Ordinal), @"\[\d+\]", "[]");

    /// <summary>The length of a list that takes one number for all its entries, else 0.</summary>
    public int FixedLength => Regex.Match(Type, @"\[(\d+)\]") is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan) : 0;
}

/// <summary>One operator overload, as LibTorch states it.</summary>
/// <param name="Returns">The results' types without names: <c>Tensor</c>, <c>(Tensor, Tensor)</c>, <c>()</c>.</param>
/// <param name="InPlace">Whether it changes an argument.</param>
internal sealed record Schema(
    string Name, string Overload, IReadOnlyList<SchemaArgument> Arguments, string Returns, bool InPlace, string Text)
{
    /// <summary>The name of its field in the class Operators.</summary>
    public string Field => Overload.Length == 0 ? Name : $"{Name}_{Overload}";

    /// <summary>Whether it writes into a tensor that the caller passes, or names dimensions: no wrapper is made of those.</summary>
    public bool Unusual => Arguments.Any(a => a.Name == "out") || Overload.EndsWith("_out", StringComparison.Ordinal)
        || Overload.Contains("names", StringComparison.Ordinal) || Overload.Contains("dimname", StringComparison.Ordinal);
}
