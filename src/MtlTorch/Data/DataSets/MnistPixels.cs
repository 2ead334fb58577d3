namespace MtlTorch.Data.DataSets;

/// <summary>Pixels of MNIST as networks are used to get them: scaled to [0, 1], minus mean 0.1307, divided by standard deviation 0.3081.</summary>
public static class MnistPixels
{
    private const double Mean = 0.1307;
    private const double Deviation = 0.3081;

    /// <summary>A new Float32 tensor of the same shape.</summary>
    /// <param name="bytes">Pixels from 0 to 255, of any type.</param>
    public static torch.Tensor Standardize(torch.Tensor bytes)
    {
        var pixels = bytes.to(torch.float32, copy: true);
        pixels.mul_(1 / (255 * Deviation));
        return pixels.sub_(Mean / Deviation);
    }
}
