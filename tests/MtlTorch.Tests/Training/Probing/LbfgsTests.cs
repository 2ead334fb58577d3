using MtlTorch.Training.Probing;

namespace MtlTorch.Tests.Training.Probing;

/// <summary>The search that probes are fitted by.</summary>
public sealed class LbfgsTests
{
    [Test]
    public void AStretchedBowlIsFollowedToItsBottom()
    {
        using var scope = torch.NewDisposeScope();
        var widths = torch.linspace(0, 4, 20, torch.float64).mul(Math.Log(10)).exp();
        var bottom = TestPattern.Tensor([20], 3).to(torch.float64);

        var found = new Lbfgs(x => (((x - bottom).square() * widths).sum().item<double>() / 2, (x - bottom) * widths)).Minimize(torch.zeros_like(bottom), 1_000, 1e-8);

        Assert.That(found.Steepest, Is.LessThanOrEqualTo(1e-8));
        TensorAssert.Close(found.Position, bottom, 1e-8);
    }

    [TestCase(1e-3)]
    [TestCase(1)]
    [TestCase(1e6)]
    public void NoStepGoesUp(double scale)
    {
        // log cosh has the curvature 1 / cosh^2: steps by the curvature alone overshoot ever further from |x| > 1.09.
        using var scope = torch.NewDisposeScope();
        var start = torch.full([3], 4.0, torch.float64);
        double[] values = [.. Enumerable.Range(0, 12).Select(steps => Value(new Lbfgs(LogCosh).Minimize(start, steps, 0).Position))];

        Assert.That(values, Is.Ordered.Descending);
        Assert.That(values[^1], Is.LessThan(values[0] / 1e6));

        double Value(torch.Tensor x) => (x.cosh().log() * scale).sum().item<double>();
        (double, torch.Tensor) LogCosh(torch.Tensor x) => (Value(x), x.tanh() * scale);
    }

    [Test]
    public void AtTheBottomNothingIsToBeDone()
    {
        using var scope = torch.NewDisposeScope();
        var found = new Lbfgs(x => (x.square().sum().item<double>(), x * 2)).Minimize(torch.zeros([3], torch.float64), 100, 1e-9);

        Assert.That((found.Steps, found.Steepest), Is.EqualTo((0, 0.0)));
    }

    [Test]
    public void WhereRoundingLeavesNothingToGainItStops()
    {
        using var scope = torch.NewDisposeScope();
        var found = new Lbfgs(x => (1e9 + (x - 1).square().sum().item<double>(), (x - 1) * 2)).Minimize(torch.zeros([3], torch.float64), 10_000, 0);

        Assert.That(found.Steps, Is.LessThan(10_000));
        TensorAssert.Close(found.Position, torch.ones([3], torch.float64), 1e-2);
    }
}
