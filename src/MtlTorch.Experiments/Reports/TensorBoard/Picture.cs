namespace MtlTorch.Experiments.Reports.TensorBoard;

/// <summary>An RGB picture.</summary>
/// <param name="width">Pixels across.</param>
/// <param name="height">Pixels down.</param>
internal sealed class Picture(int width, int height)
{
    private const int Channels = 3;

    private readonly byte[] pixels = new byte[width * height * Channels];

    /// <summary>Pixels across.</summary>
    public int Width => width;

    /// <summary>Pixels down.</summary>
    public int Height => height;

    /// <summary>Red, green and blue of each pixel of a line.</summary>
    public ReadOnlySpan<byte> Line(int y) => pixels.AsSpan(y * width * Channels, width * Channels);

    /// <summary>Fills a square.</summary>
    /// <param name="x">Left column.</param>
    /// <param name="y">Upper line.</param>
    /// <param name="size">Pixels across and down.</param>
    /// <param name="color">Its color; each part from 0 to 1, others are brought there.</param>
    public void Fill(int x, int y, int size, (double Red, double Green, double Blue) color)
    {
        ReadOnlySpan<byte> one = [Byte(color.Red), Byte(color.Green), Byte(color.Blue)];
        for (var row = y; row < y + size; row++)
        {
            for (var column = x; column < x + size; column++)
            {
                one.CopyTo(pixels.AsSpan((row * width + column) * Channels));
            }
        }
    }

    private static byte Byte(double part) => (byte)Math.Round(double.IsNaN(part) ? 0 : Math.Clamp(part, 0, 1) * byte.MaxValue);
}
