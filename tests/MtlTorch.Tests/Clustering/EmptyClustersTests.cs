using MtlTorch.Clustering;

namespace MtlTorch.Tests.Clustering;

public sealed class EmptyClustersTests
{
    [Test]
    public void ASplitClusterAndItsTwinLieAroundItsOldPlace()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = Blobs.Generator();
        var centroids = torch.tensor(new[] { 2.0, 4.0, 8.0, -1.0, -1.0, -1.0 }, [2, 3]);

        var moved = EmptyClusters.Split(centroids, [10, 0], generator);

        const double Up = 1 + 1 / 1024.0, Down = 1 - 1 / 1024.0;
        Assert.That(TensorAssert.Doubles(moved), Is.EqualTo(new[] { 2 * Down, 4 * Up, 8 * Down, 2 * Up, 4 * Down, 8 * Up }));
        Assert.That(TensorAssert.Doubles(centroids)[3], Is.EqualTo(-1), "the given tensor is left alone");
    }

    [Test]
    public void LargeClustersAreSplitMoreOften()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = Blobs.Generator();
        var centroids = torch.tensor(new[] { 100.0, 1.0, 0.0 }, [3, 1]);
        var large = Enumerable.Range(0, 400).Count(_ => EmptyClusters.Split(centroids, [91, 11, 0], generator)[2][0].item<double>() > 50);

        // 90 to 10, so 360 of 400 are expected, with a standard deviation of 6.
        Assert.That(large, Is.InRange(336, 384));
    }

    [Test]
    public void ClustersOfOneRowAreNotSplit()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = Blobs.Generator();
        var centroids = torch.rand(4, 2);

        TensorAssert.Same(EmptyClusters.Split(centroids, [1, 0, 1, 0], generator), centroids);
    }

    [Test]
    public void SeveralEmptyClustersShareTheRowsOut()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = Blobs.Generator();
        var moved = EmptyClusters.Split(torch.ones(4, 1), [4, 0, 0, 0], generator);

        Assert.That(TensorAssert.Doubles(moved), Has.None.EqualTo(1), "each was split or is a twin");
    }
}
