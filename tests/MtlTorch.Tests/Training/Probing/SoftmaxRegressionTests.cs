using MtlTorch.Training.Probing;

namespace MtlTorch.Tests.Training.Probing;

/// <summary>The gradient in closed form is that of the loss.</summary>
public sealed class SoftmaxRegressionTests
{
    [TestCase(false)]
    [TestCase(true)]
    public void TheGradientIsAutograds(bool standardize)
    {
        using var scope = torch.NewDisposeScope();
        var features = TestPattern.Tensor([3_000, 7], 1) * 3 + 2;
        var classes = torch.arange(3_000).remainder(4);
        var regression = new SoftmaxRegression(new FeatureRows(features, standardize), classes, 4, 0.02);
        var at = (TestPattern.Tensor([32], 2) * 2).to(torch.float64);

        var (value, gradient) = regression.At(at);

        var tracked = at.clone().requires_grad_(true);
        var (weights, biases) = regression.Split(tracked);
        var rows = features.to(torch.float64);
        rows = rows - rows.mean([0L]);
        rows = standardize ? rows / rows.square().mean([0L]).sqrt() : rows;
        var loss = torch.nn.functional.cross_entropy(rows.mm(weights) + biases, classes) + weights.square().sum() * 0.01;
        loss.backward();
        Assert.That(value, Is.EqualTo(loss.item<double>()).Within(1e-12));
        TensorAssert.Close(gradient, tracked.grad!, 1e-12);
    }
}
