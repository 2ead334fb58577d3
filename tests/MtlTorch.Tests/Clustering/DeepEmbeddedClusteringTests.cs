using MtlTorch.Clustering;

namespace MtlTorch.Tests.Clustering;

public sealed class DeepEmbeddedClusteringTests
{
    private const int Rows = 7, Width = 3, Clusters = 4;

    private static readonly double[] Alphas = [0.5, 1, 5];

    [TestCaseSource(nameof(Alphas))]
    public void SoftAssignmentsAreEquation1(double alpha)
    {
        using var scope = torch.NewDisposeScope();
        var (z, m) = Problem();
        var kernel = Table(Rows, Clusters, (i, j) => Math.Pow(1 + Square(z, m, i, j) / alpha, -(alpha + 1) / 2));
        var expected = Table(Rows, Clusters, (i, j) => kernel[i, j] / Sum(Clusters, k => kernel[i, k]));

        AssertTable(DeepEmbeddedClustering.SoftAssignment(z, m, alpha), expected);
    }

    [Test]
    public void TargetsAreEquation3()
    {
        using var scope = torch.NewDisposeScope();
        var (z, m) = Problem();
        var soft = DeepEmbeddedClustering.SoftAssignment(z, m);
        var q = Table(Rows, Clusters, (i, j) => soft[i][j].item<double>());
        var sharp = Table(Rows, Clusters, (i, j) => q[i, j] * q[i, j] / Sum(Rows, r => q[r, j]));
        var expected = Table(Rows, Clusters, (i, j) => sharp[i, j] / Sum(Clusters, k => sharp[i, k]));

        AssertTable(DeepEmbeddedClustering.TargetDistribution(soft), expected);
        var some = DeepEmbeddedClustering.TargetDistribution(soft.narrow(0, 2, 3), frequencies: soft.sum(dim: 0));
        TensorAssert.Close(some, DeepEmbeddedClustering.TargetDistribution(soft).narrow(0, 2, 3), 1e-14);
    }

    [TestCaseSource(nameof(Alphas))]
    public void GradientsAreEquations4And5(double alpha)
    {
        using var scope = torch.NewDisposeScope();
        var (z, m) = Problem();
        var (soft, p) = (DeepEmbeddedClustering.SoftAssignment(z, m, alpha), Target(z, m, alpha));
        double Pull(int i, int j) => (p[i][j].item<double>() - soft[i][j].item<double>()) / (1 + Square(z, m, i, j) / alpha);
        double Difference(int i, int j, int d) => z[i][d].item<double>() - m[j][d].item<double>();
        var factor = (alpha + 1) / alpha / Rows;
        var ofRows = Table(Rows, Width, (i, d) => factor * Sum(Clusters, j => Pull(i, j) * Difference(i, j, d)));
        var ofCentroids = Table(Clusters, Width, (j, d) => -factor * Sum(Rows, i => Pull(i, j) * Difference(i, j, d)));

        var (embedded, centroids) = DeepEmbeddedClustering.Gradients(z, m, p, alpha);

        AssertTable(embedded, ofRows);
        AssertTable(centroids, ofCentroids);
    }

    [TestCaseSource(nameof(Alphas))]
    public void GradientsAreWhatTheGraphGives(double alpha)
    {
        using var scope = torch.NewDisposeScope();
        var (z, m) = Problem();
        var p = Target(z, m, alpha);
        var (closedRows, closedCentroids) = DeepEmbeddedClustering.Gradients(z, m, p, alpha);
        DeepEmbeddedClustering.Loss(DeepEmbeddedClustering.LogAssignment(z.requires_grad_(true), m.requires_grad_(true), alpha), p).backward();

        TensorAssert.Close(z.grad!, closedRows, 1e-14);
        TensorAssert.Close(m.grad!, closedCentroids, 1e-14);
    }

    [TestCaseSource(nameof(Alphas))]
    public void GradientsAreFiniteDifferences(double alpha)
    {
        using var scope = torch.NewDisposeScope();
        var (z, m) = Problem();
        var p = Target(z, m, alpha);
        var (embedded, centroids) = DeepEmbeddedClustering.Gradients(z, m, p, alpha);

        TensorAssert.Close(embedded, Differences(z, x => LossOf(x, m)), 1e-8);
        TensorAssert.Close(centroids, Differences(m, x => LossOf(z, x)), 1e-8);

        torch.Tensor LossOf(torch.Tensor rows, torch.Tensor centers) => DeepEmbeddedClustering.Loss(DeepEmbeddedClustering.LogAssignment(rows, centers, alpha), p);
    }

    [Test]
    public void TheLossIsTheMeanDivergence()
    {
        using var scope = torch.NewDisposeScope();
        var (z, m) = Problem();
        var (q, p) = (DeepEmbeddedClustering.SoftAssignment(z, m), Target(z, m, 1));
        var expected = TensorAssert.Doubles(p).Zip(TensorAssert.Doubles(q), (a, b) => a * Math.Log(a / b)).Sum() / Rows;

        Assert.That(DeepEmbeddedClustering.Loss(q.log(), p).item<double>(), Is.EqualTo(expected).Within(1e-14));
        Assert.That(DeepEmbeddedClustering.Loss(q.log(), q).item<double>(), Is.Zero.Within(1e-15));
    }

    [Test]
    public void ATargetOfZerosAndOnesHasALoss()
    {
        using var scope = torch.NewDisposeScope();
        var logs = torch.tensor(new[] { 0.25, 0.75 }, [1, 2]).log();

        Assert.That(DeepEmbeddedClustering.Loss(logs, torch.tensor(new[] { 1.0, 0.0 }, [1, 2])).item<double>(), Is.EqualTo(Math.Log(4)).Within(1e-15));
    }

    [Test]
    public void TargetsAreSharperThanAssignmentsAndEvenOutClusters()
    {
        using var scope = torch.NewDisposeScope();
        var q = torch.tensor(new[] { 0.9, 0.1, 0.9, 0.1, 0.4, 0.6 }, [3, 2]);
        var p = TensorAssert.Doubles(DeepEmbeddedClustering.TargetDistribution(q));

        Assert.That(p[0], Is.GreaterThan(0.9));
        Assert.That(p[5], Is.GreaterThan(0.36 / (0.36 + 0.16)), "more than squares alone, as the second cluster is small");
    }

    [Test]
    public void AClusterThatNobodyBelongsToIsNobodysTarget()
    {
        using var scope = torch.NewDisposeScope();
        var p = DeepEmbeddedClustering.TargetDistribution(torch.tensor(new[] { 1.0f, 0, 1, 0 }, [2, 2]));

        Assert.That(TensorAssert.Doubles(p), Is.EqualTo(new double[] { 1, 0, 1, 0 }));
    }

    [Test]
    public void FarRowsAndRowsOnACentroidHaveFiniteGradients()
    {
        using var scope = torch.NewDisposeScope();
        var m = torch.tensor(new[] { 0.0f, 0, 1, 1 }, [2, 2]);
        var z = torch.tensor(new[] { 0.0f, 0, 1e6f, -1e6f }, [2, 2]).requires_grad_(true);
        var logs = DeepEmbeddedClustering.LogAssignment(z, m);
        DeepEmbeddedClustering.Loss(logs, DeepEmbeddedClustering.TargetDistribution(logs.exp())).backward();

        Assert.That(logs.isfinite().all().item<bool>());
        Assert.That(z.grad!.isfinite().all().item<bool>());
    }

    [Test]
    public void FarFromZeroDistancesKeepTheirDigits()
    {
        using var scope = torch.NewDisposeScope();
        var (z, m) = Problem();
        var far = DeepEmbeddedClustering.SoftAssignment((z + 1000).to(torch.float32), (m + 1000).to(torch.float32));

        TensorAssert.Close(far, DeepEmbeddedClustering.SoftAssignment(z, m).to(torch.float32), 1e-3);
    }

    [Test]
    public void TheImprovedLossAddsAShareToTheReconstruction()
    {
        using var scope = torch.NewDisposeScope();
        Assert.That(DeepEmbeddedClustering.ImprovedLoss(torch.tensor(2.0), torch.tensor(3.0)).item<double>(), Is.EqualTo(2.3).Within(1e-12));
    }

    [Test]
    public void WhatDoesNotFitIsRefused()
    {
        using var scope = torch.NewDisposeScope();
        var refusal = Assert.Throws<ArgumentException>(() => DeepEmbeddedClustering.LogAssignment(torch.rand(4, 2), torch.rand(3, 3)))!;

        Assert.That(refusal.Message, Is.EqualTo("Soft assignments need rows [B, D] and centroids [K, D] of the same D; these are [4, 2] and [3, 3]."));
        Assert.Throws<ArgumentOutOfRangeException>(() => DeepEmbeddedClustering.LogAssignment(torch.rand(4, 2), torch.rand(3, 2), 0));
    }

    private static (torch.Tensor Rows, torch.Tensor Centroids) Problem() =>
        (3 * TestPattern.Tensor([Rows, Width], 1).to(torch.float64), 3 * TestPattern.Tensor([Clusters, Width], 2).to(torch.float64));

    private static torch.Tensor Target(torch.Tensor z, torch.Tensor m, double alpha) =>
        DeepEmbeddedClustering.TargetDistribution(DeepEmbeddedClustering.SoftAssignment(z, m, alpha));

    private static double Square(torch.Tensor z, torch.Tensor m, int i, int j) => (z[i] - m[j]).square().sum().item<double>();

    private static double Sum(int count, Func<int, double> term) => Enumerable.Range(0, count).Sum(term);

    private static double[,] Table(int rows, int columns, Func<int, int, double> element)
    {
        var table = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                table[i, j] = element(i, j);
            }
        }

        return table;
    }

    private static void AssertTable(torch.Tensor actual, double[,] expected)
    {
        Assert.That(actual.shape, Is.EqualTo(new[] { expected.GetLength(0), expected.GetLength(1) }));
        Assert.That(TensorAssert.Doubles(actual), Is.EqualTo(expected.Cast<double>()).Within(1e-13));
    }

    /// <summary>Central differences of a scalar function in each element.</summary>
    private static torch.Tensor Differences(torch.Tensor x, Func<torch.Tensor, torch.Tensor> f)
    {
        const double H = 1e-5;
        var values = TensorAssert.Doubles(x);
        double At(int k, double h) => f(torch.tensor(values.Select((v, i) => i == k ? v + h : v).ToArray(), x.shape)).item<double>();
        return torch.tensor(values.Select((_, k) => (At(k, H) - At(k, -H)) / (2 * H)).ToArray(), x.shape);
    }
}
