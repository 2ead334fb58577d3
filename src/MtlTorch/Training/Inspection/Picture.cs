namespace MtlTorch.Training.Inspection;

/// <summary>A small picture, a byte per pixel and channel.</summary>
/// <param name="Height">Rows of pixels.</param>
/// <param name="Width">Pixels per row.</param>
/// <param name="Channels">1 for gray, 3 for red, green and blue.</param>
/// <param name="Pixels">Height x width x channels bytes, the channels of a pixel side by side.</param>
public sealed record Picture(int Height, int Width, int Channels, byte[] Pixels)
{
    /// <summary>Largest height or width that is worth keeping in a report.</summary>
    public const long LargestSide = 96;

    /// <summary>Whether an input or a filter of this shape can be seen as a picture: [1 or 3, height, width], not too large.</summary>
    public static bool CanShow(IReadOnlyList<long> shape) =>
        shape.Count == 3 && shape[0] is 1 or 3 && shape[1] is > 1 and <= LargestSide && shape[2] is > 1 and <= LargestSide;

    /// <summary>A picture of numbers, <paramref name="low"/> being black and <paramref name="high"/> white.</summary>
    /// <param name="values">[1 or 3, height, width].</param>
    /// <param name="low">Value that becomes 0.</param>
    /// <param name="high">Value that becomes 255.</param>
    public static Picture Of(torch.Tensor values, double low, double high)
    {
        using var scope = torch.NewDisposeScope();
        var range = high > low ? high - low : 1;
        var levels = (values.detach().to(torch.float64) - low) * (255 / range);
        var bytes = levels.nan_to_num(0).round().clamp(0, 255).to(torch.uint8).permute(1, 2, 0).contiguous().cpu();
        return new Picture((int)values.size(1), (int)values.size(2), (int)values.size(0), bytes.data<byte>().ToArray());
    }

    /// <summary>A picture of an input that was normalized in a way nobody knows: its smallest number is black, its largest white.</summary>
    /// <param name="input">[1 or 3, height, width].</param>
    public static Picture OfInput(torch.Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var exact = input.to(torch.float64);
        return Of(exact, exact.min().item<double>(), exact.max().item<double>());
    }
}
