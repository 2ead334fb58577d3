using MtlTorch.Ensembles.Combining;
using MtlTorch.Ensembles.Diversity;

namespace MtlTorch.Tests.Ensembles.Diversity;

public sealed class DiversityTests
{
    [Test]
    public void APairIsMeasuredAsByHand()
    {
        // 20 rows: both right on 10, the first alone on 4, the second alone on 2, none on 4.
        var pair = PairDiversity.Of(10, 4, 2, 4);

        Assert.Multiple(() =>
        {
            Assert.That(pair.Disagreement, Is.EqualTo(0.3).Within(1e-15));
            Assert.That(pair.DoubleFault, Is.EqualTo(0.2).Within(1e-15));
            Assert.That(pair.Q, Is.EqualTo((40.0 - 8) / (40 + 8)).Within(1e-15));
            Assert.That(pair.Correlation, Is.EqualTo(32 / Math.Sqrt(14 * 6 * 12 * 8)).Within(1e-15));
        });
    }

    [Test]
    public void WhatIsNotDefinedIsNoNumber()
    {
        Assert.That(PairDiversity.Of(10, 0, 0, 0).Q, Is.NaN, "both are always right");
        Assert.That(PairDiversity.Of(6, 4, 0, 0).Correlation, Is.NaN, "the first is always right");
        Assert.That(PairDiversity.Of(5, 0, 0, 5).Q, Is.EqualTo(1));
        Assert.That(PairDiversity.Of(0, 5, 5, 0).Q, Is.EqualTo(-1));
        Assert.That(PairDiversity.Of(0, 5, 5, 0).Correlation, Is.EqualTo(-1));
    }

    [Test]
    public void MembersAreCountedRowByRow()
    {
        using var scope = torch.NewDisposeScope();
        var target = torch.tensor(new long[] { 0, 1, 2, 0 });
        var guesses = new long[,] { { 0, 1, 2, 1 }, { 0, 2, 1, 0 }, { 0, 1, 1, 1 } };
        using var outputs = Outputs.Classes(torch.nn.functional.one_hot(torch.tensor(guesses), 3) * 3, target);
        var diversity = ClassDiversity.Of(outputs);

        // Right are 1110, 1001 and 1100.
        Assert.Multiple(() =>
        {
            Assert.That(diversity.Pairs[0][0], Is.EqualTo(PairDiversity.Of(1, 2, 1, 0)));
            Assert.That(diversity.Pairs[0][1], Is.EqualTo(PairDiversity.Of(2, 1, 0, 1)));
            Assert.That(diversity.Pairs[1][0], Is.EqualTo(PairDiversity.Of(1, 1, 1, 1)));
            Assert.That(diversity.Mean.Disagreement, Is.EqualTo((0.75 + 0.25 + 0.5) / 3).Within(1e-15));
        });
    }

    [TestCase(null)]
    [TestCase(new[] { 0.5, 0.2, 0.3 })]
    public void TheEnsemblesErrorIsTheMeanErrorLessTheAmbiguity(double[]? weights)
    {
        using var outputs = Outputs.Numbers(3, 200);
        var diversity = NumberDiversity.Of(outputs, weights);
        var pool = weights is null ? LinearPool.Uniform(3) : new LinearPool(CombinationKind.Weighted, weights);

        Assert.That(diversity.EnsembleError, Is.EqualTo(Outputs.LossOf(outputs, pool)).Within(1e-12));
        Assert.That(diversity.Ambiguity, Is.GreaterThan(0.01));
    }

    [Test]
    public void ErrorsOfNumbersCorrelateAsByHand()
    {
        using var scope = torch.NewDisposeScope();
        var target = torch.zeros([3, 2]);
        var members = torch.tensor(new double[] { 1, 2, 3, 4, 5, 6, /* */ 2, 4, 6, 8, 10, 12, /* */ 6, 5, 4, 3, 2, 1 }, torch.float64).view(3, 3, 2);
        using var outputs = Outputs.Numbers(members, target);
        var diversity = NumberDiversity.Of(outputs);

        Assert.That(diversity.Correlations[0], Is.EqualTo(new[] { 1.0, -1.0 }).Within(1e-12));
        Assert.That(diversity.Correlations[1], Is.EqualTo(new[] { -1.0 }).Within(1e-12));
        Assert.That(diversity.MeanCorrelation, Is.EqualTo(-1.0 / 3).Within(1e-12));
    }

    [Test]
    public void UncertaintyOfClassesSplitsIntoDataAndModel()
    {
        using var scope = torch.NewDisposeScope();
        using var outputs = Outputs.Classes(4, 100);
        using var uncertainty = Uncertainty.OfClasses(outputs.Members);

        TensorAssert.Close(uncertainty.Total!, uncertainty.Data! + uncertainty.Model, 1e-12);
        Assert.That(TensorAssert.Doubles(uncertainty.Model), Is.All.GreaterThan(0));
        Assert.That(TensorAssert.Doubles(uncertainty.Total!), Is.All.LessThanOrEqualTo(Math.Log(3) + 1e-12));
    }

    [Test]
    public void UncertaintyIsThatOfTheBook()
    {
        using var scope = torch.NewDisposeScope();

        // Row 0: two members that are certain of different classes. Row 1: both toss a coin. Row 2: 0.9 and 0.5 for the first class.
        var members = torch.tensor(new[] { 1, 0, 0.5, 0.5, 0.9, 0.1, /* */ 0, 1, 0.5, 0.5, 0.5, 0.5 }, torch.float64).view(2, 3, 2).log();
        using var uncertainty = Uncertainty.OfClasses(members);
        double H(double p) => -p * Math.Log(p) - (1 - p) * Math.Log(1 - p);

        Assert.That(TensorAssert.Doubles(uncertainty.Total!), Is.EqualTo(new[] { Math.Log(2), Math.Log(2), H(0.7) }).Within(1e-12));
        Assert.That(TensorAssert.Doubles(uncertainty.Data!), Is.EqualTo(new[] { 0, Math.Log(2), (H(0.9) + H(0.5)) / 2 }).Within(1e-12));
        Assert.That(TensorAssert.Doubles(uncertainty.Model), Is.EqualTo(new[] { Math.Log(2), 0, H(0.7) - (H(0.9) + H(0.5)) / 2 }).Within(1e-12));
    }

    [Test]
    public void UncertaintyOfNumbersIsTheVarianceBetweenMembers()
    {
        using var scope = torch.NewDisposeScope();
        var members = torch.tensor(new double[] { 1, 10, 3, 10, 5, 40 }, torch.float64).view(3, 1, 2);
        using var uncertainty = Uncertainty.OfNumbers(members);

        // Variances 8/3 and 200.
        Assert.That(uncertainty.Model.item<double>(), Is.EqualTo((8.0 / 3 + 200) / 2).Within(1e-12));
        Assert.That(uncertainty.Total, Is.Null);
    }
}
