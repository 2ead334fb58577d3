namespace MtlTorch.Tensors;

/// <summary>Copies from the CPU to the device that a model computes on.</summary>
public static class DeviceCopies
{
    /// <summary>
    /// A tensor of the CPU on a device, without waiting for the work that is queued there: a GPU copies from pinned memory while the program goes on. On the
    /// CPU it is the tensor itself.
    /// </summary>
    /// <param name="tensor">What was drawn or computed on the CPU; not to be changed any more.</param>
    /// <param name="device">Where it is needed.</param>
    public static torch.Tensor SentTo(this torch.Tensor tensor, torch.Device device)
    {
        if (device.type == DeviceType.CPU)
        {
            return tensor;
        }

        using var pinned = tensor.pin_memory();
        return pinned.to(device, non_blocking: true);
    }
}
