using System.Text.Json;
using MtlTorch.Metrics.Clustering;

namespace MtlTorch.Tests.Metrics.Clustering;

public sealed class SilhouetteTests
{
    [TestCaseSource(typeof(Golden), nameof(Golden.Cases), new object[] { "silhouettes" })]
    public void ItIsWhatScikitLearnGives(JsonElement golden)
    {
        using var scope = torch.NewDisposeScope();
        var (points, labels) = (golden.Tensor("points", torch.ScalarType.Float64), torch.tensor(golden.List<long>("labels")));

        Assert.That(TensorAssert.Doubles(Silhouette.PerRow(points, labels)), Is.EqualTo(golden.List<double>("values")).Within(1e-7));
        Assert.That(Silhouette.Of(points, labels), Is.EqualTo(golden.Number("mean")).Within(1e-7));
    }

    [Test]
    public void BlocksOfAnySizeGiveTheSame([Values(1, 100, 431)] long blockElements)
    {
        using var scope = torch.NewDisposeScope();
        var (points, labels) = Points(40);

        TensorAssert.Close(Silhouette.PerRow(points, labels, blockElements), Silhouette.PerRow(points, labels), 1e-12);
    }

    [Test]
    public void ASampleOfAllRowsIsExact()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(1, torch.CPU);
        var (points, labels) = Points(40);

        Assert.That(Silhouette.Of(points, labels, 1000, generator), Is.EqualTo(Silhouette.Of(points, labels)).Within(1e-12));
    }

    [Test]
    public void SamplesScatterAroundTheWhole()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(1, torch.CPU);
        var (points, labels) = Points(300);
        double[] samples = [.. Enumerable.Range(0, 60).Select(_ => Silhouette.Of(points, labels, 30, generator))];
        var deviation = TensorAssert.Doubles(Silhouette.PerRow(points, labels).std()).Single();

        Assert.That(samples, Is.Unique);
        Assert.That(samples.Average(), Is.EqualTo(Silhouette.Of(points, labels)).Within(4 * deviation / Math.Sqrt(60 * 30)));
    }

    [TestCase(new long[] { 1, 1, 1, 1 })]
    [TestCase(new long[] { 0, 1, 2, 3 })]
    public void OneClusterAndAClusterPerRowHaveNone(long[] labels)
    {
        using var scope = torch.NewDisposeScope();

        Assert.That(Silhouette.Of(torch.rand(4, 2), torch.tensor(labels)), Is.NaN);
    }

    [Test]
    public void ShapesThatDoNotFitAreRefused()
    {
        using var scope = torch.NewDisposeScope();
        var refusal = Assert.Throws<ArgumentException>(() => Silhouette.Of(torch.rand(4, 2), torch.zeros([3], torch.int64)))!;

        Assert.That(refusal.Message, Is.EqualTo("A silhouette needs rows [N, D] and a cluster [N] for each of them; these are [4, 2] and [3]."));
    }

    [Test]
    public void NothingIsLeftBehind()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(1, torch.CPU);
        var (points, labels) = Points(40);

        Assert.That(LiveTensors.LeftBy(() => Silhouette.Of(points, labels, 10, generator)), Is.Zero);
    }

    private static (torch.Tensor Points, torch.Tensor Labels) Points(int rows)
    {
        var labels = torch.arange(rows, torch.int64) % 3;
        return (TestPattern.Tensor([rows, 4], 1) + labels.unsqueeze(1) * 0.3, labels);
    }
}
