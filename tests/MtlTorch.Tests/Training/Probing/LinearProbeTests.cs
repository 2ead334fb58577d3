using MtlTorch.Tensors;
using MtlTorch.Training.Probing;

namespace MtlTorch.Tests.Training.Probing;

/// <summary>Properties of probes that need no reference.</summary>
public sealed class LinearProbeTests
{
    private static readonly ProbeOptions Exact = new() { Lambda = 1e-3, Iterations = 10_000, Tolerance = 1e-9 };

    [Test]
    public void RowsThatAPlaneTellsApartAreAllTold()
    {
        using var scope = torch.NewDisposeScope();
        var (rows, classes) = Rows(200, 6, 4, noise: 0);

        using var probe = LinearProbe.Classify(rows, classes, 4, new ProbeOptions { Lambda = 1e-6 });

        Assert.That(Accuracy(probe, rows, classes), Is.EqualTo(1));
    }

    [Test]
    public void TheNamesOfTheClassesAreOfNoMatter()
    {
        using var scope = torch.NewDisposeScope();
        var (rows, classes) = Rows(150, 5, 4, noise: 1);
        var names = torch.tensor(new long[] { 2, 0, 3, 1 });
        using var probe = LinearProbe.Classify(rows, classes, 4, Exact);
        using var renamed = LinearProbe.Classify(rows, names.index_select(0, classes), 4, Exact);

        Assert.That(Accuracy(renamed, rows, names.index_select(0, classes)), Is.EqualTo(Accuracy(probe, rows, classes)).And.LessThan(1));
        TensorAssert.Close(renamed.Weights.index_select(1, names), probe.Weights, 1e-6);
    }

    [Test]
    public void TheOrderOfTheRowsIsOfNoMatter()
    {
        using var scope = torch.NewDisposeScope();
        var (rows, classes) = Rows(150, 5, 3, noise: 1);
        using var probe = LinearProbe.Classify(rows, classes, 3, Exact);
        using var reversed = LinearProbe.Classify(rows.flip(0), classes.flip(0), 3, Exact);

        TensorAssert.Close(reversed.Weights, probe.Weights, 1e-6);
    }

    [Test]
    public void TheSameRowsGiveTheSameBits()
    {
        using var scope = torch.NewDisposeScope();
        var (rows, classes) = Rows(150, 5, 3, noise: 1);
        using var first = LinearProbe.Classify(rows, classes, 3, new ProbeOptions());
        using var again = LinearProbe.Classify(rows, classes, 3, new ProbeOptions());

        TensorAssert.Same(again.Weights, first.Weights);
        TensorAssert.Same(again.Biases, first.Biases);
    }

    [Test]
    public void RowsWithoutAClassAreLeftOut()
    {
        using var scope = torch.NewDisposeScope();
        var (rows, classes) = Rows(100, 5, 3, noise: 1);
        var half = classes.clone();
        half.narrow(0, 50, 50).fill_(-1);

        using var some = LinearProbe.Classify(rows, half, 3, Exact);
        using var alone = LinearProbe.Classify(rows.narrow(0, 0, 50), classes.narrow(0, 0, 50), 3, Exact);

        Assert.That(some.Rows, Is.EqualTo(50));
        TensorAssert.Same(some.Weights, alone.Weights);
        TensorAssert.Same(some.Biases, alone.Biases);
    }

    [Test]
    public void RowsWithoutANumberAreLeftOut()
    {
        using var scope = torch.NewDisposeScope();
        var (rows, _) = Rows(100, 5, 3, noise: 1);
        var targets = rows.narrow(1, 0, 2) * 3 + 1;
        var half = targets.clone();
        half.narrow(0, 50, 50).narrow(1, 1, 1).fill_(double.NaN);

        using var some = LinearProbe.Regress(rows, half, Exact);
        using var alone = LinearProbe.Regress(rows.narrow(0, 0, 50), targets.narrow(0, 0, 50), Exact);

        Assert.That(some.Rows, Is.EqualTo(50));
        TensorAssert.Same(some.Weights, alone.Weights);
    }

    [Test]
    public void StandardizedFeaturesHaveNoUnit()
    {
        using var scope = torch.NewDisposeScope();
        var (rows, classes) = Rows(120, 4, 3, noise: 1);
        var units = torch.tensor(new[] { 1e-3, 1, 50, 1e4 });
        var standardized = Exact with { Standardize = true };

        using var probe = LinearProbe.Classify(rows, classes, 3, standardized);
        using var other = LinearProbe.Classify(rows * units + 7, classes, 3, standardized);

        TensorAssert.Close(other.Predict(rows * units + 7), probe.Predict(rows), 1e-6);
        using var raw = LinearProbe.Classify(rows * units + 7, classes, 3, Exact);
        Assert.That((raw.Predict(rows * units + 7) - probe.Predict(rows)).abs().max().item<double>(), Is.GreaterThan(0.01), "the units matter without it");
    }

    [Test]
    public void AFeatureThatNeverVariesTellsNothing([Values] bool standardize)
    {
        using var scope = torch.NewDisposeScope();
        var (rows, classes) = Rows(80, 4, 3, noise: 1);
        var padded = torch.cat([rows, torch.full([80, 1], 0.3, torch.float64)], 1);

        using var probe = LinearProbe.Classify(padded, classes, 3, Exact with { Standardize = standardize });

        Assert.That(probe.Weights[4].abs().max().item<double>(), Is.LessThan(1e-9));
    }

    [Test]
    public void MoreDecayMakesSmallerWeightsButNotSmallerBiases()
    {
        using var scope = torch.NewDisposeScope();
        var (rows, _) = Rows(90, 4, 3, noise: 1);
        var classes = torch.arange(90).remainder(3).minimum(torch.tensor(1L));

        using var probe = LinearProbe.Classify(rows, classes, 2, Exact with { Lambda = 1e6 });

        Assert.That(probe.Weights.abs().max().item<double>(), Is.LessThan(1e-5));
        Assert.That((probe.Biases[1] - probe.Biases[0]).item<double>(), Is.EqualTo(Math.Log(2)).Within(1e-4), "two thirds are of the second class");
    }

    [Test]
    public void SinglePrecisionFeaturesAreFittedInDoublePrecision()
    {
        using var scope = torch.NewDisposeScope();
        var (rows, classes) = Rows(100, 5, 3, noise: 1);
        var single = rows.to(torch.float32);

        using var probe = LinearProbe.Classify(single, classes, 3, Exact);
        using var same = LinearProbe.Classify(single.to(torch.float64), classes, 3, Exact);

        TensorAssert.Same(probe.Weights, same.Weights);
    }

    [Test]
    public void TooFewIterationsAreNoConvergence()
    {
        using var scope = torch.NewDisposeScope();
        var (rows, classes) = Rows(100, 5, 3, noise: 1);

        using var probe = LinearProbe.Classify(rows, classes, 3, new ProbeOptions { Iterations = 3 });

        Assert.That((probe.Iterations, probe.Converged), Is.EqualTo((3, false)));
    }

    [Test]
    public void WhatCannotBeFittedIsRefused()
    {
        using var scope = torch.NewDisposeScope();
        var (rows, classes) = Rows(20, 3, 2, noise: 1);
        var holed = rows.clone();
        holed[4].fill_(double.PositiveInfinity);

        Assert.Multiple(() =>
        {
            Assert.That(() => LinearProbe.Classify(rows, torch.full_like(classes, -1), 2, Exact), Throws.ArgumentException.With.Message.Contains("No row has a label"));
            Assert.That(() => LinearProbe.Classify(rows, classes + 1, 2, Exact), Throws.ArgumentException.With.Message.Contains("2 classes, and a row of class 2"));
            Assert.That(() => LinearProbe.Classify(rows.narrow(0, 0, 5), classes, 2, Exact), Throws.ArgumentException.With.Message.Contains("5 rows and 20 labels"));
            Assert.That(() => LinearProbe.Classify(holed, classes, 2, Exact), Throws.ArgumentException.With.Message.Contains("infinite or NaN"));
            Assert.That(() => LinearProbe.Regress(rows.flatten(), rows.flatten().unsqueeze(1), Exact), Throws.ArgumentException.With.Message.Contains("features [N, F]"));
        });
    }

    [Test]
    public void NoTensorIsLeftBehind()
    {
        using var scope = torch.NewDisposeScope();
        var (rows, classes) = Rows(60, 4, 3, noise: 1);
        var left = LiveTensors.LeftBy(() =>
        {
            LinearProbe.Classify(rows, classes, 3, new ProbeOptions { Standardize = true }).Dispose();
            LinearProbe.Regress(rows, rows, new ProbeOptions()).Dispose();
        });

        Assert.That(left, Is.Zero);
    }

    private static double Accuracy(LinearProbe probe, torch.Tensor rows, torch.Tensor classes) =>
        probe.Predict(rows).argmax(1).eq(classes).to(torch.float64).mean().item<double>();

    /// <summary>Rows, Float64, whose class is the largest of some of their sums, with noise in the choice.</summary>
    private static (torch.Tensor Rows, torch.Tensor Classes) Rows(int count, int width, int classes, double noise)
    {
        using var randomness = new Randomness(1);
        using var generator = randomness.Fresh("rows", count, width);
        var rows = torch.randn([count, width], torch.float64, generator: generator);
        var sums = rows.mm(torch.randn([width, classes], torch.float64, generator: generator));
        return (rows, (sums + torch.randn([count, classes], torch.float64, generator: generator) * noise).argmax(1));
    }
}
