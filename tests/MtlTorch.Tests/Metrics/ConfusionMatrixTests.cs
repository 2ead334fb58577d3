using MtlTorch.Metrics;

namespace MtlTorch.Tests.Metrics;

public sealed class ConfusionMatrixTests
{
    [Test]
    public void RowsAreTrueClassesAndColumnsPredictedOnes()
    {
        using var scope = torch.NewDisposeScope();
        var target = torch.tensor(new long[] { 0, 0, 0, 1, 2, 2 });
        var predicted = torch.tensor(new long[] { 0, 0, 2, 1, 2, 0 });

        var counts = ConfusionMatrix.Of(predicted, target, 3);

        Assert.That(TensorAssert.Doubles(counts), Is.EqualTo(new double[] { 2, 0, 1, 0, 1, 0, 1, 0, 1 }));
    }

    [Test]
    public void CountsOfDisjointRowsAddUp()
    {
        using var scope = torch.NewDisposeScope();
        var target = torch.tensor(new long[] { 0, 1, 2, 3, 0, 1, 2, 3 });
        var predicted = torch.tensor(new long[] { 3, 1, 1, 3, 0, 0, 2, 2 });

        var parts = ConfusionMatrix.Of(predicted.narrow(0, 0, 3), target.narrow(0, 0, 3), 4) + ConfusionMatrix.Of(predicted.narrow(0, 3, 5), target.narrow(0, 3, 5), 4);

        TensorAssert.Same(parts, ConfusionMatrix.Of(predicted, target, 4));
    }
}
