namespace TorchSharp.Modules;

/// <summary>The sizes of a convolution, an entry for each spatial dimension.</summary>
internal sealed record ConvolutionGeometry(
    long[] Kernel, long[] Stride, long[] Padding, Padding? PaddingType, long[] Dilation, long[] OutputPadding, bool Transposed)
{
    /// <summary>The padding as functional.pad takes it: last dimension first, before and after each.</summary>
    internal long[] Border
    {
        get
        {
            var border = new List<long>();
            for (int i = Kernel.Length - 1; i >= 0; i--)
            {
                long total = PaddingType switch
                {
                    TorchSharp.Padding.Same => Dilation[i] * (Kernel[i] - 1),
                    TorchSharp.Padding.Valid => 0,
                    _ => 2 * Padding[i],
                };
                border.Add(total / 2);
                border.Add(total - (total / 2));
            }
            return [.. border];
        }
    }

    internal static ConvolutionGeometry Square(int dimensions, long kernel, long stride, long padding, long dilation)
    {
        long[] Each(long value) => [.. Enumerable.Repeat(value, dimensions)];
        return new(Each(kernel), Each(stride), Each(padding), null, Each(dilation), Each(0), false);
    }

    internal static ConvolutionGeometry Square(int dimensions, long kernel, long stride, Padding padding, long dilation)
        => Square(dimensions, kernel, stride, 0L, dilation) with { Padding = null, PaddingType = padding };

    internal static ConvolutionGeometry Of((long, long) kernel, (long, long)? stride, (long, long)? padding, (long, long)? dilation)
        => new(Entries(kernel, 0), Entries(stride, 1), Entries(padding, 0), null, Entries(dilation, 1), [0, 0], false);

    internal static ConvolutionGeometry Of((long, long) kernel, (long, long)? stride, Padding padding, (long, long)? dilation)
        => Of(kernel, stride, ((long, long)?)null, dilation) with { Padding = null, PaddingType = padding };

    internal ConvolutionGeometry WithOutputPadding(params long[] outputPadding)
        => this with { OutputPadding = outputPadding, Transposed = true };

    internal static long[] Entries((long, long)? value, long otherwise)
        => value is { } given ? [given.Item1, given.Item2] : [otherwise, otherwise];

    internal void Validate(PaddingModes mode)
    {
        if (Transposed && mode != PaddingModes.Zeros)
            throw new ArgumentException("Only PaddingModes.Zeros is supported for transposed convolutions", nameof(mode));
        if (PaddingType == TorchSharp.Padding.Same && Stride.Any(s => s != 1))
            throw new ArgumentException("padding='same' is not supported for strided convolutions");
    }
}
