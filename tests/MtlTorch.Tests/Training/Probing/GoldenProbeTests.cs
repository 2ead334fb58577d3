using System.Text.Json;
using MtlTorch.Metrics;
using MtlTorch.Training.Probing;

namespace MtlTorch.Tests.Training.Probing;

/// <summary>The same weights, biases and figures as scikit-learn's LogisticRegression and Ridge (scripts/golden/probes.py).</summary>
public sealed class GoldenProbeTests
{
    private const double Tolerance = 1e-4;

    [TestCaseSource(typeof(Golden), nameof(Golden.Cases), new object[] { "softmax_regression" })]
    public void SoftmaxRegressionIsScikitLearns(JsonElement row)
    {
        using var scope = torch.NewDisposeScope();
        var (rows, classes) = (row.Tensor("rows", torch.float64), torch.tensor(row.List<long>("classes")));
        var options = new ProbeOptions { Lambda = row.Number("lambda"), Standardize = row.GetProperty("standardize").GetBoolean(), Iterations = 10_000, Tolerance = 1e-8 };
        var count = row.Tensor("biases").numel();

        using var probe = LinearProbe.Classify(rows, classes, count, options);

        Assert.That(probe.Converged, Is.True, $"{probe.Iterations} iterations");
        AssertFit(probe, row);
        Assert.That(Figure(new Accuracy(), probe.Predict(rows), classes), Is.EqualTo(row.Number("accuracy")).Within(1e-12));
    }

    [TestCaseSource(typeof(Golden), nameof(Golden.Cases), new object[] { "ridge_regression" })]
    public void RidgeRegressionIsScikitLearns(JsonElement row)
    {
        using var scope = torch.NewDisposeScope();
        var (rows, targets) = (row.Tensor("rows", torch.float64), row.Tensor("targets", torch.float64));
        var options = new ProbeOptions { Lambda = row.Number("lambda"), Standardize = row.GetProperty("standardize").GetBoolean() };

        using var probe = LinearProbe.Regress(rows, targets, options);

        AssertFit(probe, row);
        Assert.That(Figure(new R2(), probe.Predict(rows), targets), Is.EqualTo(row.Number("r2")).Within(1e-9));
    }

    private static void AssertFit(LinearProbe probe, JsonElement row)
    {
        TensorAssert.Close(probe.Weights, row.Tensor("weights", torch.float64), Tolerance, "weights");

        // Softmax does not see what is added to all biases: both are told with mean zero; those of a regression are what they are.
        var biases = row.TryGetProperty("classes", out _) ? probe.Biases - probe.Biases.mean() : probe.Biases;
        TensorAssert.Close(biases, row.Tensor("biases", torch.float64), Tolerance, "biases");
    }

    private static double Figure(IMetric metric, torch.Tensor prediction, torch.Tensor target)
    {
        using var sum = new MetricAccumulator(metric);
        sum.Add(prediction, target);
        return sum.Compute();
    }
}
