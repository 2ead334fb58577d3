using MtlTorch.Clustering;

namespace MtlTorch.Tests.Clustering;

public sealed class PcaWhiteningTests
{
    [Test]
    public void WhitenedFeaturesAreUncorrelatedWithVarianceOne()
    {
        using var scope = torch.NewDisposeScope();
        var features = Correlated(500, 6);
        using var whitening = PcaWhitening.Fit(features, 4);
        var white = whitening.Whiten(features);

        TensorAssert.Close(white.mean([0L]), torch.zeros(4, torch.float64), 1e-10);
        TensorAssert.Close(white.t().mm(white) / 499, torch.eye(4, dtype: torch.float64), 1e-9);
    }

    [Test]
    public void TheDirectionsOfLargestVarianceAreKept()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = Blobs.Generator();
        var features = torch.randn([2000, 4], torch.float64, generator: generator) * torch.tensor(new[] { 0.1, 10.0, 1.0, 3.0 });
        using var whitening = PcaWhitening.Fit(features, 2);
        var directions = TensorAssert.Doubles(whitening.Projection.t()).Chunk(4).Select(d => Array.IndexOf(d, d.Max())).ToArray();

        Assert.That(directions, Is.EqualTo(new[] { 1, 3 }), "the largest first, and upright");
    }

    [Test]
    public void RowsHaveLengthOneAfterwards()
    {
        using var scope = torch.NewDisposeScope();
        var features = Correlated(100, 5).to(torch.float32);
        using var whitening = PcaWhitening.Fit(features);

        TensorAssert.Close(whitening.Apply(features).square().sum(dim: 1), torch.ones(100), 1e-5);
    }

    [Test]
    public void ARowAtTheMeanStaysThere()
    {
        using var scope = torch.NewDisposeScope();
        var features = torch.tensor(new[] { 1.0f, 1, 3, 3, 2, 2 }, [3, 2]);
        using var whitening = PcaWhitening.Fit(features);

        Assert.That(TensorAssert.Doubles(whitening.Apply(features)), Is.EqualTo(new double[] { -1, 1, 0 }));
    }

    [Test]
    public void DirectionsWithoutVarianceAreLeftOut()
    {
        using var scope = torch.NewDisposeScope();
        var two = Correlated(100, 2).to(torch.float32);
        using var whitening = PcaWhitening.Fit(torch.cat([two, two, torch.full([100, 1], 7, torch.float32)], 1), 4);

        Assert.That(whitening.Projection.shape, Is.EqualTo(new[] { 5, 2 }));
        Assert.That(whitening.Apply(torch.rand(3, 5)).isfinite().all().item<bool>());
    }

    [Test]
    public void FewRowsSpanFewDirections()
    {
        using var scope = torch.NewDisposeScope();
        using var whitening = PcaWhitening.Fit(Correlated(3, 10));

        Assert.That(whitening.Projection.size(1), Is.EqualTo(2));
    }

    [Test]
    public void FeaturesThatDoNotVaryAreRefused()
    {
        using var scope = torch.NewDisposeScope();
        var refusal = Assert.Throws<ArgumentException>(() => PcaWhitening.Fit(torch.ones(4, 2)))!;

        Assert.That(refusal.Message, Does.StartWith("The 4 rows of features are all the same; there is nothing to whiten."));
    }

    [Test]
    public void FeaturesOfAnotherWidthAreRefused()
    {
        using var scope = torch.NewDisposeScope();
        using var whitening = PcaWhitening.Fit(Correlated(10, 3));
        var refusal = Assert.Throws<ArgumentException>(() => whitening.Apply(torch.ones(4, 2)))!;

        Assert.That(refusal.Message, Does.StartWith("The whitening was learnt from features [N, 3]; these are [4, 2]."));
    }

    private static torch.Tensor Correlated(int rows, int width)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = Blobs.Generator();
        var independent = torch.randn([rows, width], torch.float64, generator: generator);
        return (independent.mm(torch.randn([width, width], torch.float64, generator: generator)) + 5).MoveToOuterDisposeScope();
    }
}
