using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Clustering;
using MtlTorch.Metrics.Clustering;

namespace MtlTorch.Tests.Clustering;

public sealed class KMeansTests
{
    /// <summary>Few rows of few whole numbers: equal rows, equal distances and empty clusters are common.</summary>
    private static Gen<(float[] Numbers, int Width, int Clusters)> Small =>
        from rows in Gen.Choose(1, 25)
        from width in Gen.Choose(1, 3)
        from clusters in Gen.Choose(1, rows)
        from most in Gen.Elements(1, 4, 1000)
        from numbers in Gen.Choose(-most, most).ArrayOf(rows * width)
        select (numbers.Select(n => (float)n).ToArray(), width, clusters);

    [TestCaseSource(typeof(Golden), nameof(Golden.Cases), new object[] { "k_means" })]
    public void FromTheSameCentroidsItIsWhatScikitLearnGives(JsonElement golden)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = Blobs.Generator();
        var (points, start) = (golden.Tensor("points", torch.ScalarType.Float64), golden.Tensor("start", torch.ScalarType.Float64));
        var options = new KMeansOptions { Clusters = (int)start.size(0), Tolerance = golden.Number("tolerance"), MaxIterations = golden.Whole("iterations") };

        using var found = options.FitFrom(points, start, generator);

        TensorAssert.Close(found.Centroids, golden.Tensor("centroids", torch.ScalarType.Float64), 1e-9);
        Assert.That(TensorAssert.Doubles(found.Assignments), Is.EqualTo(golden.List<double>("labels")));
        Assert.That(found.Inertia, Is.EqualTo(golden.Number("inertia")).Within(1e-6));
        Assert.That(found.Iterations, Is.EqualTo(golden.Whole("taken")));
    }

    [Test]
    public void EachRowIsInTheClusterOfItsNearestCentroid([Values] EmptyClusterRule rule) => Properties.Hold(Small, small =>
    {
        using var scope = torch.NewDisposeScope();
        using var found = Fit(small, rule, out var rows);
        var (points, centroids) = (TensorAssert.Doubles(rows).Chunk(small.Width).ToArray(), TensorAssert.Doubles(found.Centroids).Chunk(small.Width).ToArray());
        var inertia = 0.0;
        foreach (var (i, point) in points.Index())
        {
            double[] distances = [.. centroids.Select(c => c.Zip(point, (a, b) => (a - b) * (a - b)).Sum())];
            var own = distances[found.Assignments[i].item<long>()];
            Assert.That(own, Is.EqualTo(distances.Min()).Within(1e-4 * Math.Max(1, distances.Max())));
            inertia += own;
        }

        Assert.That(found.Inertia, Is.EqualTo(inertia).Within(1e-4 * Math.Max(1, inertia)));
    });

    [Test]
    public void EachCentroidIsTheMeanOfItsRowsOnceNothingChanges() => Properties.Hold(Small, small =>
    {
        using var scope = torch.NewDisposeScope();
        using var found = Fit(small, EmptyClusterRule.FarthestRow, out var rows);
        foreach (var (k, size) in TensorAssert.Doubles(found.Sizes()).Index().Where(c => c.Item > 0))
        {
            var mean = rows.index_select(0, found.Assignments.eq(k).nonzero().flatten()).mean([0L]);
            TensorAssert.Close(found.Centroids[k], mean, 1e-4, $"cluster {k} of {size} rows");
        }

        Assert.That(found.Converged);
    });

    [Test]
    public void AsManyClustersAsDifferentRowsLeaveNothing() => Properties.Hold(Small, small =>
    {
        using var scope = torch.NewDisposeScope();
        var different = small.Numbers.Chunk(small.Width).DistinctBy(row => string.Join(' ', row)).ToArray();
        using var found = Fit((small.Numbers, small.Width, different.Length), EmptyClusterRule.FarthestRow, out _);

        Assert.That(found.Inertia, Is.Zero.Within(1e-3));
    });

    [Test]
    public void GroupsThatAnybodySeesAreFound([Values(0, 1e4)] double offset, [Values] EmptyClusterRule rule)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = Blobs.Generator();
        var (rows, groups) = Blobs.Draw(500, 6);
        using var found = new KMeansOptions { Clusters = 6, EmptyClusters = rule }.Fit(rows + offset, generator);

        Assert.That(AdjustedRandIndex.Of(ContingencyTable.Of(found.Assignments, groups)), Is.EqualTo(1));
    }

    [Test]
    public void EqualGeneratorsGiveTheSameBits()
    {
        using var scope = torch.NewDisposeScope();
        var rows = Blobs.Draw(300, 4, distance: 2).Rows;
        var options = new KMeansOptions { Clusters = 7, Starts = 3 };
        using var one = options.Fit(rows, Blobs.Generator());
        using var other = options.Fit(rows, Blobs.Generator());
        using var another = options.Fit(rows, Blobs.Generator(2));

        TensorAssert.Same(one.Centroids, other.Centroids);
        TensorAssert.Same(one.Assignments, other.Assignments);
        Assert.That(one.Inertia, Is.EqualTo(other.Inertia).And.Not.EqualTo(another.Inertia));
    }

    [Test]
    public void TheGlobalGeneratorIsLeftAlone()
    {
        using var scope = torch.NewDisposeScope();
        var rows = Blobs.Draw(100, 4).Rows;
        torch.manual_seed(1);
        var expected = torch.rand(3);
        torch.manual_seed(1);
        using var found = new KMeansOptions { Clusters = 5 }.Fit(rows, Blobs.Generator());

        TensorAssert.Same(torch.rand(3), expected);
    }

    [Test]
    public void MoreStartsAreNeverWorse()
    {
        using var scope = torch.NewDisposeScope();
        var rows = Blobs.Draw(400, 8, distance: 3).Rows;
        double[] inertias = [.. new[] { 1, 3, 10 }.Select(starts => Inertia(new KMeansOptions { Clusters = 12, Starts = starts }, rows))];

        Assert.That(inertias, Is.Ordered.Descending);
        Assert.That(inertias[2], Is.LessThan(inertias[0]));
    }

    [Test]
    public void BlocksOfAnySizeGiveTheSame([Values(1, 50, 1000)] long blockElements)
    {
        using var scope = torch.NewDisposeScope();
        var rows = Blobs.Draw(300, 5).Rows.to(torch.float64);
        var options = new KMeansOptions { Clusters = 5 };
        using var whole = options.Fit(rows, Blobs.Generator());
        using var cut = (options with { BlockElements = blockElements }).Fit(rows, Blobs.Generator());

        TensorAssert.Same(cut.Assignments, whole.Assignments);
        TensorAssert.Close(cut.Centroids, whole.Centroids, 1e-12);
    }

    [Test]
    public void NewRowsGoToTheNearestCentroid()
    {
        using var scope = torch.NewDisposeScope();
        var (rows, groups) = Blobs.Draw(200, 4);
        var (others, othersGroups) = Blobs.Draw(100, 4, seed: 2);
        using var found = new KMeansOptions { Clusters = 4 }.Fit(rows + 1000, Blobs.Generator());

        TensorAssert.Same(found.Assign(rows + 1000), found.Assignments);
        var both = torch.cat([found.Assignments, found.Assign(others + 1000)]);
        Assert.That(AdjustedRandIndex.Of(ContingencyTable.Of(both, torch.cat([groups, othersGroups]))), Is.EqualTo(1));
    }

    [Test]
    public void AGraphIsNeitherMadeNorNeeded()
    {
        using var scope = torch.NewDisposeScope();
        var rows = Blobs.Draw(60, 3).Rows.requires_grad_(true);
        using var found = new KMeansOptions { Clusters = 3 }.Fit(rows * 2, Blobs.Generator());

        Assert.That(found.Centroids.requires_grad, Is.False);
    }

    [Test]
    public void OnlyTheResultIsKept([Values] bool miniBatches)
    {
        using var scope = torch.NewDisposeScope();
        var rows = Blobs.Draw(100, 3).Rows;
        CentroidOptions options = miniBatches ? new MiniBatchKMeansOptions { Clusters = 9, BatchSize = 20 } : new KMeansOptions { Clusters = 9, Starts = 3 };
        using var generator = Blobs.Generator();

        var left = LiveTensors.LeftBy(() =>
        {
            using var found = options.Fit(rows, generator);
            using var assigned = found.Assign(rows);
        });

        Assert.That(left, Is.Zero);
    }

    private static double Inertia(CentroidOptions options, torch.Tensor rows)
    {
        using var found = options.Fit(rows, Blobs.Generator());
        return found.Inertia;
    }

    private static KMeansResult Fit((float[] Numbers, int Width, int Clusters) small, EmptyClusterRule rule, out torch.Tensor rows)
    {
        rows = torch.tensor(small.Numbers, [small.Numbers.Length / small.Width, small.Width]);
        return new KMeansOptions { Clusters = small.Clusters, EmptyClusters = rule, Tolerance = 0 }.Fit(rows, Blobs.Generator());
    }
}
