using MtlTorch.Clustering;
using MtlTorch.Metrics;
using MtlTorch.Metrics.Clustering;

namespace MtlTorch.Tests.Clustering;

public sealed class ClusterHeadTests
{
    [Test]
    public void ItsPredictionsAreLogarithmsOfSoftAssignments()
    {
        using var scope = torch.NewDisposeScope();
        using var head = new ClusterHead(4, 3, Some.Context(), alpha: 2);
        var features = TestPattern.Tensor([5, 4], 1);

        TensorAssert.Same(head.call(features), DeepEmbeddedClustering.LogAssignment(features, head.Centroids, 2));
    }

    [Test]
    public void CentroidsAreItsOnlyParameterAndComeFromTheSeed()
    {
        using var scope = torch.NewDisposeScope();
        using var head = new ClusterHead(4, 3, Some.Context(1));
        using var same = new ClusterHead(4, 3, Some.Context(1));
        using var other = new ClusterHead(4, 3, Some.Context(2));

        Assert.That(head.named_parameters().Select(p => p.name), Is.EqualTo(new[] { "centroids" }));
        Assert.That(head.Centroids.requires_grad);
        TensorAssert.Same(same.Centroids.detach(), head.Centroids.detach());
        Assert.That(TensorAssert.Doubles(other.Centroids), Is.Not.EqualTo(TensorAssert.Doubles(head.Centroids)));
    }

    [Test]
    public void CentroidsOfAnotherShapeAreRefused()
    {
        using var scope = torch.NewDisposeScope();
        using var head = new ClusterHead(4, 3, Some.Context());
        var refusal = Assert.Throws<ArgumentException>(() => head.Place(torch.zeros(3, 5)))!;

        Assert.That(refusal.Message, Does.StartWith("The head has centroids [3, 4]; these are [3, 5]."));
    }

    /// <summary>DEC in small: from k-means on rows that overlap, targets renewed every ten steps, until hardly any row changes.</summary>
    [Test]
    public void TrainedOnItsTargetsItSettlesAndNamesTheGroups()
    {
        using var scope = torch.NewDisposeScope();
        var (rows, groups) = Blobs.Draw(300, 3, distance: 5);
        using var encoder = torch.nn.Linear(8, 3);
        using var head = new ClusterHead(3, 3, Some.Context());
        using var monitor = new AssignmentMonitor();
        TestPattern.Fill(encoder);
        using (var start = new KMeansOptions { Clusters = 3, Starts = 3 }.Fit(encoder.call(rows), Blobs.Generator()))
        {
            head.Place(start.Centroids);
        }

        using var optimizer = torch.optim.SGD(encoder.parameters().Concat(head.parameters()), learningRate: 0.3);
        var divergences = new List<double>();
        for (var round = 0; round < 60 && !monitor.Settled; round++)
        {
            using var step = torch.NewDisposeScope();
            var logs = head.call(encoder.call(rows)).detach();
            var target = DeepEmbeddedClustering.TargetDistribution(logs.exp());
            divergences.Add(DeepEmbeddedClustering.Loss(logs, target).item<float>());
            monitor.Look(logs.argmax(1));
            for (var i = 0; i < 10; i++)
            {
                optimizer.zero_grad();
                DeepEmbeddedClustering.Loss(head.call(encoder.call(rows)), target).backward();
                optimizer.step();
            }
        }

        using var accuracy = new MetricAccumulator(new ClusterAccuracy());
        accuracy.Add(head.call(encoder.call(rows)), groups);
        Assert.That(monitor.Settled);
        Assert.That(divergences, Has.Count.GreaterThan(1));
        Assert.That(accuracy.Compute(), Is.GreaterThan(0.9));
    }
}
