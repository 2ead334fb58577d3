namespace MtlTorch.Data.DataSets;

/// <summary>Scale of an image's pixels.</summary>
public enum PixelScale
{
    /// <summary>From 0 to 1, minus the mean and divided by the standard deviation over the data set, of each channel.</summary>
    Standardized,

    /// <summary>From 0 to 1, as sigmoid outputs and binary cross-entropy need it.</summary>
    Unit,
}

/// <summary>Pixels of MNIST as networks are used to get them: scaled to [0, 1], minus mean 0.1307, divided by standard deviation 0.3081.</summary>
public static class MnistPixels
{
    private const double Mean = 0.1307;
    private const double Deviation = 0.3081;

    /// <summary>A new Float32 tensor of the same shape.</summary>
    /// <param name="bytes">Pixels from 0 to 255, of any type.</param>
    /// <param name="scale">The scale.</param>
    public static torch.Tensor Scale(torch.Tensor bytes, PixelScale scale) =>
        scale == PixelScale.Standardized ? Standardize(bytes) : bytes.to(torch.float32, copy: true).div_(255);

    /// <summary>A new Float32 tensor of the same shape.</summary>
    /// <param name="bytes">Pixels from 0 to 255, of any type.</param>
    public static torch.Tensor Standardize(torch.Tensor bytes)
    {
        var pixels = bytes.to(torch.float32, copy: true);
        pixels.mul_(1 / (255 * Deviation));
        return pixels.sub_(Mean / Deviation);
    }
}
