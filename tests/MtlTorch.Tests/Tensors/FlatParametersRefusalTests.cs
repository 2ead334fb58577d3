using MtlTorch.Tensors;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Tensors;

public sealed class FlatParametersRefusalTests
{
    [Test]
    public void AModelWithoutTrainableParametersIsRefused()
    {
        using var model = nn.Linear(2, 2);
        model.weight!.requires_grad = false;
        model.bias!.requires_grad = false;

        Assert.That(
            () => new FlatParameters([("all", model)]),
            Throws.ArgumentException.With.Message.StartsWith("The model has no trainable parameter."));
    }

    [Test]
    public void MixedElementTypesAreRefusedByName()
    {
        using var single = nn.Linear(2, 2);
        using var twice = nn.Linear(2, 2).to(float64);

        Assert.That(
            () => new FlatParameters([("shared", single), ("head", twice)]),
            Throws.ArgumentException.With.Message.StartsWith(
                "All trainable parameters must share one dtype and device (Float32 on cpu); group 'head' has one of Float64 on cpu."));
    }

    [Test]
    public void ARefusalLeavesTheModelAsItWas()
    {
        using var single = nn.Linear(2, 2);
        using var twice = nn.Linear(2, 2).to(float64);

        var left = LiveTensors.LeftBy(() =>
            Assert.That(() => new FlatParameters([("shared", single), ("head", twice)]), Throws.ArgumentException));

        Assert.That(left, Is.Zero);
        Assert.That(single.weight!.grad is null, "no parameter became a view yet");
    }
}
