namespace MtlTorch.Training.Replicas;

/// <summary>
/// While it lives, an operator uses its replica's part of the threads that operators used before: all replicas together take as many as one model did alone. On a GPU nothing
/// changes.
/// </summary>
internal sealed class DividedThreads : IDisposable
{
    private readonly int before;

    /// <param name="replicas">Number of replicas.</param>
    /// <param name="device">Where they compute.</param>
    public DividedThreads(int replicas, torch.Device device)
    {
        if (replicas > 1 && device.type == DeviceType.CPU)
        {
            before = torch.get_num_threads();
            torch.set_num_threads(Math.Max(1, before / replicas));
        }
    }

    public void Dispose()
    {
        if (before > 0)
        {
            torch.set_num_threads(before);
        }
    }
}
