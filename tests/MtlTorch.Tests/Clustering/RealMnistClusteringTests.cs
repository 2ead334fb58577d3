using System.Text.Json;
using MtlTorch.Clustering;
using MtlTorch.Data;
using MtlTorch.Metrics.Clustering;

namespace MtlTorch.Tests.Clustering;

/// <summary>K-means on real digits against scikit-learn on the same rows, and against what is published of it.</summary>
[Category("Slow")]
public sealed class RealMnistClusteringTests
{
    private const int Rows = 10_000;

    private static readonly KMeansOptions Options = new() { Clusters = 10, Starts = 10 };

    private static JsonElement Recorded => Golden.Read("k_means_mnist");

    [Test]
    public void TheInertiaIsThatOfScikitLearn()
    {
        using var scope = torch.NewDisposeScope();
        using var found = Options.Fit(Images(), Blobs.Generator());

        Assert.That(found.Inertia / Recorded.Number("inertia"), Is.InRange(0.99, 1.01));
    }

    /// <summary>Xie et al. 2016, table 2, have 53.49 % for k-means on MNIST's pixels, all of them.</summary>
    [Test]
    public void AgreementWithTheDigitsIsWhatIsPublished()
    {
        using var scope = torch.NewDisposeScope();
        using var found = Options.Fit(Images(), Blobs.Generator());
        var table = ContingencyTable.Of(found.Assignments, Digits());

        TestContext.Out.WriteLine($"accuracy {ClusterAccuracy.Of(table)}, nmi {NormalizedMutualInformation.Of(table)}, ari {AdjustedRandIndex.Of(table)}, inertia {found.Inertia}, iterations {found.Iterations}");
        Assert.That(ClusterAccuracy.Of(table), Is.InRange(0.50, 0.60));
        Assert.That(NormalizedMutualInformation.Of(table), Is.EqualTo(Recorded.Number("nmi")).Within(0.02));
        Assert.That(AdjustedRandIndex.Of(table), Is.EqualTo(Recorded.Number("ari")).Within(0.02));
    }

    [Test]
    public void MiniBatchesComeClose([Range(1, 6)] int seed)
    {
        using var scope = torch.NewDisposeScope();
        using var found = new MiniBatchKMeansOptions { Clusters = 10 }.Fit(Images(), Blobs.Generator(seed));

        TestContext.Out.WriteLine($"inertia {found.Inertia}, batches {found.Iterations}");
        Assert.That(found.Inertia / Recorded.Number("inertia"), Is.InRange(0.999, 1.03));
    }

    /// <summary>Pixels from 0 to 1 of the first training images [10000, 784].</summary>
    private static torch.Tensor Images() => File("train-images-idx3-ubyte.gz").narrow(0, 0, Rows).flatten(1).to(torch.float32) / 255;

    private static torch.Tensor Digits() => File("train-labels-idx1-ubyte.gz").narrow(0, 0, Rows).to(torch.int64);

    private static torch.Tensor File(string name) => Idx.Read(Path.Combine(RealData.Mnist(), "mnist", name));
}
