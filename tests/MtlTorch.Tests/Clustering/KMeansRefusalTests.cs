using MtlTorch.Clustering;

namespace MtlTorch.Tests.Clustering;

public sealed class KMeansRefusalTests
{
    [Test]
    public void FewerRowsThanClustersAreRefused()
    {
        using var scope = torch.NewDisposeScope();
        var refusal = Assert.Throws<InvalidOptionException>(() => new KMeansOptions { Clusters = 4 }.Fit(torch.rand(3, 2), Blobs.Generator()))!;

        Assert.That(refusal.Message, Is.EqualTo("clusters: 4 clusters cannot be made of 3 rows; use fewer clusters or more rows."));
    }

    [Test]
    public void RowsThatCannotBeClusteredAreRefused()
    {
        using var scope = torch.NewDisposeScope();
        var options = new KMeansOptions { Clusters = 2 };
        var holed = torch.zeros(4, 3);
        holed[2][1] = float.NaN;

        Assert.That(Refusal(() => options.Fit(torch.rand(3, 2, 2), Blobs.Generator())), Does.StartWith("Clustering needs rows [N, D]; these are [3, 2, 2]. Flatten each row to a list of numbers."));
        Assert.That(Refusal(() => options.Fit(holed, Blobs.Generator())), Does.StartWith("Row 2 holds a number that is infinite or NaN (1 such rows); leave such rows out."));
        Assert.That(
            Refusal(() => options.FitFrom(torch.rand(4, 3), torch.rand(3, 3), Blobs.Generator())), Does.StartWith("The start has the shape [3, 3]; it must be [2, 3]."));
        using var found = options.Fit(torch.rand(4, 3), Blobs.Generator());
        Assert.That(Refusal(() => found.Assign(torch.rand(4, 2))), Is.EqualTo("The rows [4, 2] do not fit the centroids [2, 3]; they need 3 numbers each."));
    }

    [Test]
    public void RowsWhoseSumOverflowsAreFine()
    {
        using var scope = torch.NewDisposeScope();
        using var found = new KMeansOptions { Clusters = 2 }.Fit(torch.full([4, 3], 2e38, torch.float32), Blobs.Generator());

        Assert.That(found.Inertia, Is.Zero);
    }

    private static string Refusal(Action action) => Assert.Throws<ArgumentException>(action)!.Message;
}
