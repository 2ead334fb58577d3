using System.Numerics;

namespace MtlTorch.Tests.Data.DataSets;

/// <summary>What can be measured of one colored figure on a gray ground, pixel by pixel.</summary>
/// <param name="Color">The nearest color of the palette.</param>
/// <param name="Radius">Radius of a circle of the same area.</param>
/// <param name="Column">Column of the center of mass.</param>
/// <param name="Spread">Mean squared distance from the center of mass, over the area.</param>
/// <param name="Threefold">
/// Size of the mean of z^3 around the center of mass, over the area to the power 3/2: 0 for a figure that looks the same when turned by a half.
/// </param>
internal sealed record MeasuredFigure(int Color, double Radius, double Column, double Spread, double Threefold)
{
    /// <param name="image">Pixels [3, size, size], channel after channel.</param>
    /// <param name="size">Height and width.</param>
    /// <param name="palette">The colors that there are.</param>
    public static MeasuredFigure In(double[] image, int size, double[][] palette)
    {
        var channel = size * size;
        double[][] pixels = [.. Enumerable.Range(0, channel).Select(i => new[] { image[i], image[i + channel], image[i + 2 * channel] })];
        var ground = pixels.Select(p => p.Average()).Order().ElementAt(pixels.Length / 2);
        double[] difference = [.. Enumerable.Range(0, 3).Select(c => pixels.Where(p => Distance(p, ground) > 0.5).Average(p => p[c]))];
        var color = Enumerable.Range(0, palette.Length).MinBy(k => palette[k].Zip(difference).Sum(c => Math.Pow(c.First - c.Second, 2)));
        double[] ink = [.. pixels.Select(p => Ink(p, ground, palette[color]))];
        return Moments(ink, size, color);
    }

    private static MeasuredFigure Moments(double[] ink, int size, int color)
    {
        var area = ink.Sum();
        var points = ink
            .Select((amount, i) => (Amount: amount / area, Place: new Complex(i % size + 0.5, i / size + 0.5)))
            .Where(p => p.Amount > 0)
            .ToList();
        var center = points.Aggregate(Complex.Zero, (sum, p) => sum + p.Amount * p.Place);
        var spread = points.Sum(p => p.Amount * Math.Pow((p.Place - center).Magnitude, 2));
        var third = points.Aggregate(Complex.Zero, (sum, p) => sum + p.Amount * Complex.Pow(p.Place - center, 3)).Magnitude;
        return new MeasuredFigure(color, Math.Sqrt(area / Math.PI), center.Real, spread / area, third / Math.Pow(area, 1.5));
    }

    /// <summary>Share of the pixel that is covered, from 0 to 1; what is hardly covered is noise.</summary>
    private static double Ink(double[] pixel, double ground, double[] color)
    {
        var (along, length) = (pixel.Zip(color).Sum(c => (c.First - ground) * (c.Second - ground)), color.Sum(c => Math.Pow(c - ground, 2)));
        return along / length < 0.15 ? 0 : Math.Min(1, along / length);
    }

    private static double Distance(double[] pixel, double ground) => Math.Sqrt(pixel.Sum(c => Math.Pow(c - ground, 2)));
}
