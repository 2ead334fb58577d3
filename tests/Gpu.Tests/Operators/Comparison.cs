using System.Globalization;
using System.Runtime.CompilerServices;

namespace Gpu.Tests.Operators;

/// <summary>Holds results of a device against those of the CPU.</summary>
internal static class Comparison
{
    /// <summary>What differs, or null.</summary>
    /// <param name="expected">What the CPU gave.</param>
    /// <param name="actual">What the device gave.</param>
    /// <param name="comparesValues">Whether values are compared, or shapes and types alone.</param>
    public static string? Difference(object? expected, object? actual, bool comparesValues = true) => (expected, actual) switch
    {
        (Tensor a, Tensor b) => OfTensors(a, b, comparesValues),
        (Tensor[] a, Tensor[] b) => OfMany(a, b, comparesValues),
        (ITuple a, ITuple b) => OfMany(Items(a), Items(b), comparesValues),
        (Scalar a, Scalar b) => OfNumbers([a.ToDouble()], [b.ToDouble()], 1e-5, 1e-4),
        _ => Text(expected) == Text(actual) || !comparesValues ? null : $"{Text(actual)}, not {Text(expected)}",
    };

    private static string? OfMany(IReadOnlyList<object?> expected, IReadOnlyList<object?> actual, bool comparesValues) => expected.Count == actual.Count
        ? expected.Zip(actual, (a, b) => Difference(a, b, comparesValues)).FirstOrDefault(difference => difference is not null)
        : $"{actual.Count} results, not {expected.Count}";

    private static string? OfTensors(Tensor expected, Tensor actual, bool comparesValues)
    {
        using var frozen = no_grad();

        // `to` disposes of what it is called on, if it is told to.
        if (expected.IsInvalid || actual.IsInvalid)
        {
            return expected.IsInvalid == actual.IsInvalid ? null : "disposed of on one device alone";
        }

        if (expected.dtype != actual.dtype)
        {
            return $"{actual.dtype}, not {expected.dtype}";
        }

        if (!expected.shape.SequenceEqual(actual.shape))
        {
            return $"[{string.Join(", ", actual.shape)}], not [{string.Join(", ", expected.shape)}]";
        }

        var (absolute, relative) = Tolerance(expected.dtype);
        return comparesValues ? OfNumbers(Numbers(expected), Numbers(actual), absolute, relative) : null;
    }

    private static string? OfNumbers(double[] expected, double[] actual, double absolute, double relative)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            var (a, b) = (expected[i], actual[i]);
            var isSame = a.Equals(b) || Math.Abs(a - b) <= absolute + (relative * Math.Abs(a));
            if (!isSame)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{b:r}, not {a:r}, at place {i} of {expected.Length}");
            }
        }

        return null;
    }

    /// <summary>GPUs add in another order and have functions of their own; whole numbers are the same.</summary>
    private static (double Absolute, double Relative) Tolerance(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.ComplexFloat64 => (1e-8, 1e-7),
        ScalarType.Float32 or ScalarType.ComplexFloat32 => (1e-5, 1e-4),
        ScalarType.Float16 or ScalarType.BFloat16 => (1e-2, 1e-2),
        _ => (0, 0),
    };

    private static double[] Numbers(Tensor tensor)
    {
        if (tensor.numel() == 0)
        {
            return [];
        }

        using var scope = NewDisposeScope();
        var plain = tensor.is_sparse ? tensor.to_dense() : tensor;
        var real = plain.is_complex() ? plain.resolve_conj().view_as_real() : plain;
        return real.detach().to(float64).cpu().contiguous().data<double>().ToArray();
    }

    private static object?[] Items(ITuple tuple) => [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])];

    private static string Text(object? value) => value switch
    {
        System.Collections.IEnumerable many and not string => string.Join(" ", many.Cast<object?>().Select(Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null",
    };
}
