namespace MtlTorch.Tests.Data.DataSets;

/// <summary>Two digits in one image, pixel by pixel, as the description of MultiMnistOptions has it.</summary>
internal static class NaiveMultiMnist
{
    private const int Digit = 28;
    private const int Canvas = 36;

    /// <summary>The standardized 28 x 28 image of two digits of 28 x 28 bytes each.</summary>
    private static double[] Compose(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, int offset, bool bilinear)
    {
        var canvas = new double[Canvas, Canvas];
        for (var y = 0; y < Digit; y++)
        {
            for (var x = 0; x < Digit; x++)
            {
                canvas[y, x] = left[y * Digit + x];
            }
        }

        for (var y = 0; y < Digit; y++)
        {
            for (var x = 0; x < Digit; x++)
            {
                canvas[y + offset, x + offset] = Math.Max(canvas[y + offset, x + offset], right[y * Digit + x]);
            }
        }

        var resized = Enumerable.Range(0, Digit * Digit).Select(i => Sample(canvas, i / Digit, i % Digit, bilinear));
        return [.. resized.Select(v => (v / 255 - 0.1307) / 0.3081)];
    }

    /// <summary>Whether an image is made of these two digits.</summary>
    public static bool IsMadeOf(double[] image, byte[] left, byte[] right, int offset, bool bilinear) =>
        Compose(left, right, offset, bilinear).Zip(image).All(p => Math.Abs(p.First - p.Second) < 2e-5);

    /// <summary>The canvas at the place of pixel (row, column) of the small image.</summary>
    private static double Sample(double[,] canvas, int row, int column, bool bilinear)
    {
        const double Scale = (double)Canvas / Digit;
        if (!bilinear)
        {
            return canvas[(int)(row * Scale), (int)(column * Scale)];
        }

        // Centers of pixels lie at halves, and beyond the outermost ones nothing changes.
        var (y0, y1, fy) = Neighbours((row + 0.5) * Scale - 0.5);
        var (x0, x1, fx) = Neighbours((column + 0.5) * Scale - 0.5);
        var above = canvas[y0, x0] * (1 - fx) + canvas[y0, x1] * fx;
        var below = canvas[y1, x0] * (1 - fx) + canvas[y1, x1] * fx;
        return above * (1 - fy) + below * fy;
    }

    private static (int Before, int After, double Fraction) Neighbours(double place)
    {
        var clamped = Math.Clamp(place, 0, Canvas - 1);
        var before = (int)clamped;
        return (before, Math.Min(before + 1, Canvas - 1), clamped - before);
    }
}
