using System.Globalization;
using System.Text.RegularExpressions;

namespace Parity.Tests.Support;

/// <summary>A tensor as one short text: shape, element type, and two numbers that hardly any other values would give.</summary>
public static class Fingerprint
{
    public static string Of(Tensor? tensor)
    {
        if (tensor is null)
            return "null";
        if (tensor.IsInvalid)
            return "invalid";
        return $"{HeadOf(tensor)} {ValuesOf(tensor)}";
    }

    /// <summary>Shape and element type alone, for results of chance.</summary>
    public static string HeadOf(Tensor tensor) => $"[{string.Join(",", tensor.shape)}] {tensor.dtype}";

    /// <summary>A text of fingerprints without their values.</summary>
    public static string HeadsIn(string text) => Regex.Replace(text, @" ~[^\s;]+( \d+:[^\s;]+)*", "");

    // A weighted mean, so that order counts, over the mean magnitude, which tells how exact it can be.
    private static string ValuesOf(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var plain = tensor.detach().resolve_conj().cpu();
        // Flat, because TorchSharp cannot copy an empty tensor of several dimensions.
        var values = (plain.is_complex() ? plain.view_as_real() : plain).to(ScalarType.Float64).flatten().data<double>().ToArray();
        double count = Math.Max(values.Length, 1);
        var weighted = values.Select((value, i) => double.IsFinite(value) ? value * WeightOf(i) : 0).ToList();
        var mean = string.Create(CultureInfo.InvariantCulture, $"~{weighted.Sum() / count:g9}/{weighted.Sum(Math.Abs) / count:g9}");
        return string.Join(" ", [mean, .. values.Select(TextOfSpecial).Where(text => text is not null)]);
    }

    // NaN and the infinities count by their places.
    private static string? TextOfSpecial(double value, int position)
        => double.IsFinite(value) ? null : string.Create(CultureInfo.InvariantCulture, $"{position}:{value}");

    private static double WeightOf(int position) => 1 + (position % 13 / 13.0);
}
