namespace TestSupport;

/// <summary>Compares tensors: to the bit, or within a tolerance.</summary>
public static class TensorAssert
{
    /// <summary>Same element type, shape and bytes. Bytes tell NaNs and the signs of zeros apart.</summary>
    public static void Same(torch.Tensor actual, torch.Tensor expected, string message = "")
    {
        using var scope = torch.NewDisposeScope();
        Assert.That(actual.dtype, Is.EqualTo(expected.dtype), message);
        Assert.That(actual.shape, Is.EqualTo(expected.shape), message);
        var same = Bytes(actual).AsSpan().SequenceEqual(Bytes(expected));
        Assert.That(same, () => $"{message} The bytes differ:\n{Text(actual)}\n{Text(expected)}");
    }

    /// <summary>Same shape, and no element further from the expected one than <paramref name="tolerance"/> times max(1, |expected|).</summary>
    public static void Close(torch.Tensor actual, torch.Tensor expected, double tolerance, string message = "")
    {
        Assert.That(actual.shape, Is.EqualTo(expected.shape), message);
        var (a, e) = (Doubles(actual), Doubles(expected));
        for (var i = 0; i < a.Length; i++)
        {
            Assert.That(a[i], Is.EqualTo(e[i]).Within(tolerance * Math.Max(1, Math.Abs(e[i]))), $"{message} Element {i}.");
        }
    }

    /// <summary>The elements, row by row.</summary>
    public static double[] Doubles(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return tensor.detach().cpu().to(torch.float64).flatten().data<double>().ToArray();
    }

    /// <summary>The bytes of the elements, row by row.</summary>
    public static byte[] Bytes(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return tensor.numel() == 0 ? [] : tensor.detach().cpu().contiguous().bytes.ToArray();
    }

    private static string Text(torch.Tensor tensor) => string.Join(", ", Doubles(tensor).Take(20));
}
