using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Parity.Tests.Support;

/// <summary>Results that PyTorch computed, recorded by scripts/golden/torch; each file names its script and PyTorch's version.</summary>
public sealed class Golden
{
    private readonly Dictionary<string, JsonElement> results;

    private Golden(JsonElement file)
    {
        var cases = file.GetProperty("cases").EnumerateArray();
        results = cases.ToDictionary(c => c.GetProperty("name").GetString()!, c => c.GetProperty("results"));
    }

    public IEnumerable<string> Names => results.Keys;

    /// <param name="name">The file Golden/NAME.json beside the test assembly.</param>
    public static Golden Read(string name)
    {
        using var text = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", name + ".json"));
        using var document = JsonDocument.Parse(text);
        return new(document.RootElement.Clone());
    }

    /// <summary>Compares tensors, numbers, and tuples and lists of them with the results of a case, in their order.</summary>
    public void ShouldBe(string name, object actual)
    {
        var tensors = Flat(actual).ToList();
        var expected = results[name].EnumerateArray().ToList();
        Assert.That(tensors, Has.Count.EqualTo(expected.Count), "results");
        Assert.Multiple(() =>
        {
            for (int i = 0; i < expected.Count; i++)
                ShouldBe($"{name}, result {i}", tensors[i], expected[i]);
        });
    }

    private static void ShouldBe(string what, Tensor actual, JsonElement expected)
    {
        var shape = expected.GetProperty("shape").Deserialize<long[]>()!;
        Assert.That(actual.shape, Is.EqualTo(shape), $"shape of {what}");
        Assert.That(actual.dtype.ToString(), Is.EqualTo(expected.GetProperty("type").GetString()).IgnoreCase, $"type of {what}");
        var values = expected.GetProperty("values").EnumerateArray().Select(Number).ToArray();
        double largest = values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        double tolerance = actual.dtype is ScalarType.Float64 or ScalarType.ComplexFloat64 ? 1e-9 : 3e-5;
        Assert.That(ValuesOf(actual), Is.EqualTo(values).Within((tolerance * largest) + (tolerance / 10)), $"values of {what}");
    }

    // JSON has no NaN and no infinities: they are texts.
    private static double Number(JsonElement value)
        => value.ValueKind != JsonValueKind.String ? value.GetDouble() : value.GetString() switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => double.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        };

    private static double[] ValuesOf(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var plain = tensor.detach().resolve_conj();
        return (plain.is_complex() ? plain.view_as_real() : plain).to(float64).flatten().data<double>().ToArray();
    }

    private static IEnumerable<Tensor> Flat(object actual) => actual switch
    {
        Tensor one => [one],
        double number => [tensor(number)],
        ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Flat(tuple[i]!)),
        System.Collections.IEnumerable many => many.Cast<object>().SelectMany(Flat),
        _ => throw new ArgumentException($"Results should be tensors and numbers. Found {actual.GetType()}.", nameof(actual)),
    };
}
