namespace MtlTorch.Modules;

/// <summary>How images lie in memory.</summary>
internal static class ChannelsLast
{
    /// <summary>
    /// The same images [B, C, H, W], with the channels of a pixel side by side. What convolutions, norms and poolings make of them lies so too, and they are
    /// faster: LibTorch's pooling goes through planes number by number, and its convolutions turn planes around and back. On a GPU, and in double precision,
    /// nothing is gained, and images stay as they are.
    /// </summary>
    public static torch.Tensor Of(torch.Tensor images)
    {
        if (images.device_type != DeviceType.CPU || images.dtype != torch.float32)
        {
            return images;
        }

        // A single channel lies right already. Its stride must say so: that is what LibTorch goes by.
        var pixels = images.size(1) == 1 ? images.reshape(images.size(0), images.size(2), images.size(3), 1) : images.permute(0, 2, 3, 1).contiguous();
        return pixels.permute(0, 3, 1, 2);
    }
}
