namespace Gpu.Tests;

/// <summary>The devices that are held against the CPU. The CPU itself is one of them: that proves the tests where there is no GPU.</summary>
internal static class Devices
{
    public static readonly string[] All = cuda.is_available() ? ["cpu", "cuda"] : ["cpu"];
}

/// <summary>Says whether a GPU was among the devices.</summary>
public sealed class DeviceTests
{
    [Test]
    public void A_GPU_is_held_against_the_CPU()
    {
        if (!cuda.is_available())
        {
            Assert.Ignore("LibTorch sees no CUDA device here: the CPU was held against itself. scripts/gpu-check.sh runs these tests where there is one.");
        }

        using var scope = NewDisposeScope();
        Assert.That(torch.ones(3, device: device("cuda")).sum().item<float>(), Is.EqualTo(3));
    }
}
