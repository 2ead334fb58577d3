using MtlTorch.Clustering;
using MtlTorch.Metrics.Clustering;

namespace MtlTorch.Tests.Clustering;

public sealed class MiniBatchKMeansTests
{
    [Test]
    public void GroupsThatAnybodySeesAreFound([Values(0, 1e4)] double offset)
    {
        using var scope = torch.NewDisposeScope();
        var (rows, groups) = Blobs.Draw(3000, 6);
        using var found = new MiniBatchKMeansOptions { Clusters = 6, BatchSize = 100 }.Fit(rows + offset, Blobs.Generator());

        Assert.That(AdjustedRandIndex.Of(ContingencyTable.Of(found.Assignments, groups)), Is.EqualTo(1));
        Assert.That(found.Converged);
        Assert.That(found.Iterations, Is.InRange(2, 300));
    }

    [Test]
    public void TheInertiaComesCloseToThatOfAllRows()
    {
        using var scope = torch.NewDisposeScope();
        var rows = Blobs.Draw(5000, 8, distance: 4).Rows;
        using var all = new KMeansOptions { Clusters = 8, Starts = 5 }.Fit(rows, Blobs.Generator());
        using var batches = new MiniBatchKMeansOptions { Clusters = 8, BatchSize = 256 }.Fit(rows, Blobs.Generator());

        Assert.That(batches.Inertia / all.Inertia, Is.InRange(1, 1.1));
    }

    [Test]
    public void EachRowIsInTheClusterOfItsNearestCentroid()
    {
        using var scope = torch.NewDisposeScope();
        var rows = Blobs.Draw(400, 5, distance: 3).Rows.to(torch.float64);
        using var found = new MiniBatchKMeansOptions { Clusters = 9, BatchSize = 50 }.Fit(rows, Blobs.Generator());
        var distances = torch.cdist(rows, found.Centroids).square();

        TensorAssert.Same(found.Assignments, distances.argmin(1));
        Assert.That(found.Inertia, Is.EqualTo(distances.min(1).values.sum().item<double>()).Within(1e-6));
    }

    [Test]
    public void ACentroidIsTheMeanOfAllRowsItWasEverGiven()
    {
        // With one cluster all drawn rows are given to it, and their mean comes to that of the rows.
        using var scope = torch.NewDisposeScope();
        var rows = Blobs.Draw(1000, 3).Rows;
        using var found = new MiniBatchKMeansOptions { Clusters = 1, BatchSize = 500, MaxEpochs = 200, Patience = 0 }.Fit(rows, Blobs.Generator());
        var deviation = rows.std(0, false, false);

        Assert.That(found.Iterations, Is.EqualTo(400));
        var errors = TensorAssert.Doubles((found.Centroids[0] - rows.mean([0L])) / deviation);
        Assert.That(errors, Is.All.InRange(-4 / Math.Sqrt(200_000), 4 / Math.Sqrt(200_000)));
    }

    [Test]
    public void ACentroidThatOnlyAnOutlierBelongsToMovesOn()
    {
        using var scope = torch.NewDisposeScope();
        var outlier = torch.full([1, 8], 1000, torch.float32);
        var rows = torch.cat([Blobs.Draw(2000, 2).Rows, outlier]);
        var options = new MiniBatchKMeansOptions { Clusters = 3, BatchSize = 2001, MaxEpochs = 10 };

        Assert.That(Distance(options), Is.GreaterThan(1000));
        Assert.That(Distance(options with { ReassignmentRatio = 0 }), Is.LessThan(1));

        double Distance(MiniBatchKMeansOptions options)
        {
            using var found = options.Fit(rows, Blobs.Generator());
            return torch.cdist(outlier, found.Centroids).min().item<float>();
        }
    }

    [Test]
    public void EqualGeneratorsGiveTheSameBits()
    {
        using var scope = torch.NewDisposeScope();
        var rows = Blobs.Draw(300, 4, distance: 2).Rows;
        var options = new MiniBatchKMeansOptions { Clusters = 7, BatchSize = 32 };
        using var one = options.Fit(rows, Blobs.Generator());
        using var other = options.Fit(rows, Blobs.Generator());

        TensorAssert.Same(one.Centroids, other.Centroids);
        TensorAssert.Same(one.Assignments, other.Assignments);
    }

    [Test]
    public void BatchesLargerThanTheRowsAreCut()
    {
        using var scope = torch.NewDisposeScope();
        using var found = new MiniBatchKMeansOptions { Clusters = 3 }.Fit(Blobs.Draw(30, 3).Rows, Blobs.Generator());

        Assert.That(TensorAssert.Doubles(found.Sizes()), Is.EqualTo(new double[] { 10, 10, 10 }));
    }
}
