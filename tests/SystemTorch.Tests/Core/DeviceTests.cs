namespace SystemTorch.Tests.Core;

public sealed class DeviceTests
{
    [TestCase("cpu", DeviceType.CPU, -1)]
    [TestCase("cuda", DeviceType.CUDA, -1)]
    [TestCase("CUDA:3", DeviceType.CUDA, 3)]
    public void Descriptions_are_read(string description, DeviceType type, int index)
    {
        var read = device(description);
        Assert.That((read.type, read.index), Is.EqualTo((type, index)));
        Assert.That(read.ToString(), Is.EqualTo(description.ToLowerInvariant()));
    }

    [TestCase("")]
    [TestCase("nonsense")]
    [TestCase("nonsense:1")]
    public void Nonsense_is_refused(string description) => Assert.That(() => device(description), Throws.ArgumentException);

    [TestCase(DeviceType.CPU, -1)]
    [TestCase(DeviceType.CUDA, -1)]
    [TestCase(DeviceType.CUDA, 7)]
    public void Devices_survive_the_way_through_native_code(DeviceType type, int index)
    {
        var returned = Device.Unpack(new Device(type, index).Packed);
        Assert.That((returned.type, returned.index), Is.EqualTo((type, index)));
    }

    [Test]
    public void The_version_is_LibTorch_s() => Assert.That(__version__, Does.Match(@"^\d+\.\d+\.\d+"));

    [Test]
    public void Without_a_CUDA_device_nothing_of_CUDA_fails()
    {
        Assume.That(cuda.is_available(), Is.False);
        Assert.That((cuda_is_available(), cuda.device_count()), Is.EqualTo((false, 0)));
        Assert.That(() => cuda.synchronize(), Throws.Nothing);
        Assert.That(() => cuda.manual_seed_all(1), Throws.Nothing);
    }
}
