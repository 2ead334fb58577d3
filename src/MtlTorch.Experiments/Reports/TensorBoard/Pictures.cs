namespace MtlTorch.Experiments.Reports.TensorBoard;

/// <summary>Turns numbers into pictures.</summary>
internal static class Pictures
{
    private const int MostTiles = 64;
    private const int MostPlanes = 16;
    private const int LeastTile = 28;
    private const int MatrixCell = 24;
    private const int MostMatrix = 512;

    /// <summary>
    /// Filters or images side by side. Three channels make a colored tile each; one channel a gray one; others a row of gray
    /// tiles, a plane each. The darkest value of a filter is black and its brightest white.
    /// </summary>
    public static Picture Tiles(ImageArray stack)
    {
        var colored = stack.Channels == 3;
        var planes = colored ? 1 : Math.Min(stack.Channels, MostPlanes);
        var images = Math.Min(stack.Count, planes > 1 ? MostPlanes : MostTiles);
        var columns = planes > 1 ? planes : (int)Math.Ceiling(Math.Sqrt(images));
        var rows = planes > 1 ? images : (images + columns - 1) / columns;
        var zoom = Math.Max(1, LeastTile / Math.Max(stack.Height, stack.Width));
        var (across, down) = (stack.Width * zoom + 1, stack.Height * zoom + 1);
        var picture = new Picture(columns * across + 1, rows * down + 1);
        for (var i = 0; i < images * planes; i++)
        {
            var (left, top) = (i % columns * across + 1, i / columns * down + 1);
            Draw(picture, stack, i / planes, colored ? null : i % planes, left, top, zoom);
        }

        return picture;
    }

    /// <summary>A square matrix of numbers from -1 (red) over 0 (white) to 1 (blue), first row on top.</summary>
    public static Picture Matrix(IReadOnlyList<IReadOnlyList<double>> rows)
    {
        var cell = Math.Max(1, Math.Min(MatrixCell, MostMatrix / rows.Count));
        var picture = new Picture(rows.Count * cell, rows.Count * cell);
        foreach (var (y, row) in rows.Index())
        {
            foreach (var (x, value) in row.Index())
            {
                picture.Fill(x * cell, y * cell, cell, (1 - Math.Max(0, value), 1 - Math.Abs(value), 1 + Math.Min(0, value)));
            }
        }

        return picture;
    }

    private static void Draw(Picture picture, ImageArray stack, int image, int? plane, int left, int top, int zoom)
    {
        var size = stack.Height * stack.Width;
        var values = stack.Values.AsSpan(image * stack.Channels * size, stack.Channels * size);
        var (least, most) = Range(values);
        var scale = most > least ? 1 / ((double)most - least) : 0;
        for (var i = 0; i < size; i++)
        {
            var color = plane is { } gray
                ? (Shade(values, gray), Shade(values, gray), Shade(values, gray))
                : (Shade(values, 0), Shade(values, 1), Shade(values, 2));
            picture.Fill(left + i % stack.Width * zoom, top + i / stack.Width * zoom, zoom, color);

            double Shade(ReadOnlySpan<float> from, int channel) => (from[channel * size + i] - least) * scale;
        }
    }

    private static (float Least, float Most) Range(ReadOnlySpan<float> values)
    {
        var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var value in values)
        {
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }

        return (least, most);
    }
}
