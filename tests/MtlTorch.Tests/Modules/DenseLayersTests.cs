using MtlTorch.Modules;

namespace MtlTorch.Tests.Modules;

public sealed class DenseLayersTests
{
    [Test]
    public void WithoutSizesTheyAreTheIdentity()
    {
        using var layers = new DenseLayers(5, [], Activation.Relu, 0.5, linearEnd: true, Some.Context());
        using var input = TestPattern.Tensor([3, 5], 1);

        Assert.That(layers.call(input), Is.SameAs(input));
        Assert.That(layers.parameters(), Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void TheLastLayerIsLinearWhereThatIsAskedFor(bool linearEnd)
    {
        using var scope = torch.NewDisposeScope();
        using var layers = new DenseLayers(4, [6, 3], Activation.Tanh, 0, linearEnd, Some.Context());
        TestPattern.Fill(layers);
        var input = TestPattern.Tensor([5, 4], 9);
        torch.Tensor[] p = [.. layers.parameters()];

        var hidden = (input.mm(p[0].t()) + p[1]).tanh();
        var end = hidden.mm(p[2].t()) + p[3];

        TensorAssert.Close(layers.call(input), linearEnd ? end : end.tanh(), 1e-6);
    }

    [Test]
    public void DropoutFollowsEveryActivationButNotALinearEnd()
    {
        using var scope = torch.NewDisposeScope();
        using var layers = new DenseLayers(4, [40, 30], Activation.Sigmoid, 0.5, linearEnd: false, Some.Context());
        using var linear = new DenseLayers(4, [30], Activation.Sigmoid, 0.5, linearEnd: true, Some.Context());
        var input = TestPattern.Tensor([5, 4], 9);

        // A logistic function is never 0: each zero is an element that was dropped.
        var dropped = TensorAssert.Doubles(layers.call(input)).Count(x => x == 0);

        Assert.That(dropped, Is.InRange(45, 105), "half of 150, within 5 deviations");
        TensorAssert.Same(linear.call(input), linear.call(input));
    }
}
