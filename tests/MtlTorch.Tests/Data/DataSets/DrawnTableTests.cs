using FsCheck.Fluent;
using MtlTorch.Data;
using MtlTorch.Data.DataSets;

namespace MtlTorch.Tests.Data.DataSets;

/// <summary>The tables that are drawn have the properties that their options promise, measured from the outside.</summary>
public sealed class DrawnTableTests
{
    [Test]
    public void TheCosineOfTheTasksWeightsIsTheirRelatedness() => Properties.Hold(
        from related in Gen.Choose(0, 10)
        from seed in Gen.Choose(0, 1_000)
        select (related / 10.0, seed),
        c =>
        {
            using var scope = torch.NewDisposeScope();
            var weights = new MakeRegression(new() { Features = 4_000, Informative = 4_000, Tasks = 3, Relatedness = c.Item1, Seed = c.seed }).Weights();
            var cosines = weights.mm(weights.t());

            // The cosine of two vectors of 4,000 normal numbers deviates from its expectation by about 1 / sqrt(4,000) = 0.016.
            Assert.That(cosines[0, 1].item<double>(), Is.EqualTo(c.Item1).Within(0.08));
            Assert.That(cosines[1, 2].item<double>(), Is.EqualTo(c.Item1).Within(0.08));
            Assert.That(cosines[0, 0].item<double>(), Is.EqualTo(1).Within(1e-9));
        },
        count: 20);

    [TestCase(0.0)]
    [TestCase(0.5)]
    [TestCase(2.0)]
    public void NoiseIsAsLargeAsAskedForAndTheWeightsExplainTheRest(double noise)
    {
        using var scope = torch.NewDisposeScope();
        var data = new MakeRegression(new() { Noise = noise, Scale = 3, Bias = 7, Train = 20_000 });
        using var split = data.Load(SplitName.Train);

        var residual = split.Targets["task2"].squeeze(1).to(torch.float64) - (split.Inputs.narrow(1, 0, 10).to(torch.float64).mv(data.Weights()[1]) * 3) - 7;

        Assert.That(residual.std().item<double>(), Is.EqualTo(3 * noise).Within(0.03 * 3 * Math.Max(noise, 1e-4)));
        Assert.That(split.Targets["task2"].std().item<float>(), Is.EqualTo(3 * Math.Sqrt(1 + (noise * noise))).Within(0.15));
    }

    [Test]
    public void InputsAreStandardNormalAndOnlyTheInformativeOnesCorrelateWithTheTarget()
    {
        using var scope = torch.NewDisposeScope();
        using var split = new MakeRegression(new() { Train = 40_000, Informative = 3, Features = 8, Tasks = 1, Noise = 0 }).Load(SplitName.Train);
        var target = split.Targets["task1"];

        Assert.That(split.Inputs.mean([0]).abs().max().item<float>(), Is.LessThan(0.03));
        Assert.That(split.Inputs.std(0).sub(1).abs().max().item<float>(), Is.LessThan(0.03));
        var correlation = (split.Inputs * target).mean([0]);
        Assert.That(correlation.narrow(0, 0, 3).square().sum().item<float>(), Is.EqualTo(1).Within(0.05), "squares of the weights");
        Assert.That(correlation.narrow(0, 3, 5).abs().max().item<float>(), Is.LessThan(0.03));
    }

    [Test]
    public void RedundantInputsFollowFromTheInformativeOnes()
    {
        using var scope = torch.NewDisposeScope();
        using var split = new MakeRegression(new() { Train = 1_000, Informative = 4, Redundant = 3, Features = 10 }).Load(SplitName.Train);
        var gram = split.Inputs.narrow(1, 0, 7).to(torch.float64);

        Assert.That(torch.linalg.svdvals(gram).data<double>().ToArray()[4], Is.LessThan(1e-3), "seven columns of rank four");
        Assert.That(split.Inputs.narrow(1, 4, 3).std(0).sub(1).abs().max().item<float>(), Is.LessThan(0.1));
    }

    [TestCase(2)]
    [TestCase(5)]
    public void ClassesAreEquallyLikely(int classes)
    {
        using var scope = torch.NewDisposeScope();
        using var split = new MakeClassification(new() { Classes = classes, Train = 40_000, ClassSep = 1.5 }).Load(SplitName.Train);

        var shares = split.Targets["task1"].bincount(null, classes).to(torch.float64) / 40_000;

        Assert.That((shares - (1.0 / classes)).abs().max().item<double>(), Is.LessThan(0.015));
    }

    [Test]
    public void SharesOfClassesCanBeSet()
    {
        using var scope = torch.NewDisposeScope();
        using var split = new MakeClassification(new() { Classes = 3, Shares = [0.7, 0.05, 0.25], FlipY = 0, Train = 40_000 }).Load(SplitName.Train);

        Assert.That((split.Targets["task1"].bincount(null, 3).to(torch.float64) / 40_000).data<double>().ToArray(), Is.EqualTo(new[] { 0.7, 0.05, 0.25 }).Within(0.01));
    }

    [TestCase(0.5, 0.0)]
    [TestCase(3.0, 0.0)]
    [TestCase(3.0, 0.3)]
    public void TheBestAccuracyIsTheOneThatSeparationAndFlipsLeave(double separation, double flips)
    {
        using var scope = torch.NewDisposeScope();
        var data = new MakeClassification(new() { ClassSep = separation, FlipY = flips, Train = 40_000 });
        using var split = data.Load(SplitName.Train);

        var best = split.Inputs.narrow(1, 0, 10).to(torch.float64).mv(data.Weights()[0]).gt(0).to(torch.int64);
        var accuracy = best.eq(split.Targets["task1"]).to(torch.float64).mean().item<double>();

        var clean = 1 - (Math.Atan(1 / separation) / Math.PI);
        Assert.That(accuracy, Is.EqualTo((clean * (1 - flips)) + (flips / 2)).Within(0.01));
    }

    [Test]
    public void LabelsAreMissingForEachTaskByItselfInTrainingAlone()
    {
        var data = new MakeClassification(new() { Missing = 0.25, Train = 1_000 });
        using var train = data.Load(SplitName.Train);
        using var test = data.Load(SplitName.Test);

        Assert.That(data.Description.LabeledRows, Is.EqualTo(new Dictionary<string, long> { ["task1"] = 750, ["task2"] = 750 }));
        Assert.That(Labels.Rows(train.Targets["task1"]), Has.Length.EqualTo(750).And.Not.EqualTo(Labels.Rows(train.Targets["task2"])));
        Assert.That(test.Partial, Is.Empty);
    }

    [Test]
    public void SplitsAreDrawnFromTheSeedAndDiffer()
    {
        using var scope = torch.NewDisposeScope();
        Split Load(SplitName name, int seed) => new MakeRegression(new() { Train = 50, Test = 50, Seed = seed }).Load(name);

        using var once = Load(SplitName.Train, 1);
        using var again = Load(SplitName.Train, 1);
        using var test = Load(SplitName.Test, 1);
        using var other = Load(SplitName.Train, 2);

        Assert.That(once.Inputs.equal(again.Inputs).all().item<bool>() && once.Targets["task1"].equal(again.Targets["task1"]).all().item<bool>());
        Assert.That(once.Inputs.equal(test.Inputs).any().item<bool>() || once.Inputs.equal(other.Inputs).any().item<bool>(), Is.False);
    }

    [Test]
    public void WhatContradictsItselfIsRefused()
    {
        Assert.That(() => new MakeRegressionOptions { Features = 5 }.Open(), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("10 informative and 0 redundant inputs are more than the 5 features"));
        Assert.That(() => new MakeClassificationOptions { Shares = [0.5, 0.2] }.Open(), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("add up to 0.7"));
        Assert.That(() => new MakeClassificationOptions { Shares = [1] }.Open(), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("1 shares for 2 classes"));
    }

    [Test]
    public void NothingIsLeftBehind() =>
        Assert.That(LiveTensors.LeftBy(() => new MakeClassificationOptions { Missing = 0.5, Redundant = 2 }.Open().Load(SplitName.Train).Dispose()), Is.Zero);

    [TestCase(0.5, 0)]
    [TestCase(0.975, 1.959963984540054)]
    [TestCase(0.01, -2.326347874040841)]
    [TestCase(0.999999, 4.753424308822899)]
    public void QuantilesOfTheNormalDistributionAreTheKnownOnes(double probability, double quantile) =>
        Assert.That(NormalQuantile.Of(probability), Is.EqualTo(quantile).Within(1e-8));
}
