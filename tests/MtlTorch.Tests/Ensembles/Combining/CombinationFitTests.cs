using MtlTorch.Ensembles.Combining;

namespace MtlTorch.Tests.Ensembles.Combining;

/// <summary>What must hold of all combinations, and of the fitted weights.</summary>
public sealed class CombinationFitTests
{
    private static readonly CombinationKind[] Kinds = Enum.GetValues<CombinationKind>();
    private static readonly CombinationFit Fit = new(new GreedyOptions());

    private static IEnumerable<TestCaseData> Problems()
    {
        for (var seed = 1; seed <= 4; seed++)
        {
            yield return new TestCaseData(true, 5, 200, seed);
            yield return new TestCaseData(false, 5, 200, seed);
        }

        yield return new TestCaseData(true, 8, 4, 1);
        yield return new TestCaseData(false, 8, 3, 1);
    }

    [TestCaseSource(nameof(Problems))]
    public void WeightsAreNeverWorseThanTheMeanOrAMember(bool classes, int members, int rows, int seed)
    {
        using var outputs = Some(classes, members, rows, seed);
        var loss = Outputs.LossOf(outputs, Fit.Fit(CombinationKind.Weighted, outputs));

        Assert.That(loss, Is.LessThanOrEqualTo(Outputs.LossOf(outputs, LinearPool.Uniform(members)) + 1e-9));
        for (var m = 0; m < members; m++)
        {
            Assert.That(loss, Is.LessThanOrEqualTo(Outputs.LossOf(outputs, Alone(m, members)) + 1e-9), $"member {m}");
        }
    }

    [TestCaseSource(nameof(Problems))]
    public void WeightsSatisfyTheConditionsOfTheMinimum(bool classes, int members, int rows, int seed)
    {
        using var scope = torch.NewDisposeScope();
        using var outputs = Some(classes, members, rows, seed);
        var weights = ((LinearPool)Fit.Fit(CombinationKind.Weighted, outputs)).Weights.ToArray();

        // Along the simplex nothing is won: every member's derivative is at least the weighted mean of all, and equal to it where the weight is positive.
        var slopes = Slopes(outputs, weights);
        var level = slopes.Zip(weights, (s, w) => s * w).Sum();
        Assert.That(weights.Sum(), Is.EqualTo(1).Within(1e-12));
        Assert.That(weights, Is.All.GreaterThanOrEqualTo(0));
        for (var m = 0; m < members; m++)
        {
            Assert.That(slopes[m], Is.GreaterThanOrEqualTo(level - 1e-7), $"member {m}");
            Assert.That(weights[m] * (slopes[m] - level), Is.EqualTo(0).Within(1e-7), $"member {m}");
        }
    }

    [Test]
    public void TwoWeightsOfNumbersAreThoseOfTheFormula()
    {
        using var scope = torch.NewDisposeScope();
        using var outputs = Outputs.Numbers(2, 300);
        var (a, b) = (outputs.Errors()[0], outputs.Errors()[1]);
        var expected = (b.dot(b) - a.dot(b)).item<double>() / (a - b).square().sum().item<double>();

        Assert.That(((LinearPool)Fit.Fit(CombinationKind.Weighted, outputs)).Weights[0], Is.EqualTo(Math.Clamp(expected, 0, 1)).Within(1e-10));
    }

    [Test]
    public void TwoWeightsOfProbabilitiesAreTheBestOfAllThatAreTried()
    {
        using var outputs = Outputs.Classes(2, 200, seed: 3);
        var found = ((LinearPool)Fit.Fit(CombinationKind.Weighted, outputs)).Weights[0];

        var best = Enumerable.Range(0, 1001).Select(i => i / 1000.0).MinBy(w => Outputs.LossOf(outputs, new LinearPool(CombinationKind.Weighted, [w, 1 - w])));
        Assert.That(found, Is.EqualTo(best).Within(1e-3));
    }

    [Test]
    public void LikeMembersShareTheirWeight()
    {
        using var three = Outputs.Classes(3, 100);
        using var twins = Outputs.Permuted(three, 0, 1, 1, 2);
        var weights = ((LinearPool)Fit.Fit(CombinationKind.Weighted, three)).Weights;
        var shared = ((LinearPool)Fit.Fit(CombinationKind.Weighted, twins)).Weights;

        Assert.That(shared[1] + shared[2], Is.EqualTo(weights[1]).Within(1e-5));
    }

    [Test]
    public void AnEnsembleOfOneIsItsMember(
        [Values(CombinationKind.Mean, CombinationKind.MeanLogits, CombinationKind.Weighted, CombinationKind.Greedy)] CombinationKind kind, [Values] bool classes)
    {
        using var scope = torch.NewDisposeScope();
        using var outputs = Some(classes, 1, 50, 1);

        TensorAssert.Close(Fit.Fit(kind, outputs).Of(classes, outputs.Members), outputs.Members[0], 1e-12);
        TensorAssert.Close(Fit.OutOfSample(kind, outputs), outputs.Members[0], 1e-12);
    }

    [Test]
    public void AVoteOfOneNamesItsClassAndItsNumbers()
    {
        using var scope = torch.NewDisposeScope();
        using var classes = Outputs.Classes(1, 50);
        using var numbers = Outputs.Numbers(1, 50);

        TensorAssert.Same(new Vote().Classes(classes.Members).argmax(-1), classes.Members[0].argmax(-1));
        TensorAssert.Same(new Vote().Numbers(numbers.Members), numbers.Members[0]);
    }

    [Test]
    public void TheOrderOfTheMembersIsOfNoMatter([ValueSource(nameof(Kinds))] CombinationKind kind, [Values] bool classes)
    {
        using var scope = torch.NewDisposeScope();
        using var outputs = Some(classes, 4, 120, 2);
        using var other = Outputs.Permuted(outputs, 2, 0, 3, 1);

        TensorAssert.Close(Fit.Fit(kind, other).Of(classes, other.Members), Fit.Fit(kind, outputs).Of(classes, outputs.Members), kind == CombinationKind.Stacking ? 1e-3 : 1e-6);
    }

    [Test]
    public void ProbabilitiesSumToOne([ValueSource(nameof(Kinds))] CombinationKind kind)
    {
        using var scope = torch.NewDisposeScope();
        using var outputs = Outputs.Classes(4, 60);
        var sums = Fit.Fit(kind, outputs).Of(true, outputs.Members).exp().sum(dim: 1);

        TensorAssert.Close(sums, torch.ones_like(sums), 1e-12);
    }

    [Test]
    public void RowsAreNotPredictedByWhatWasFittedToThem()
    {
        using var scope = torch.NewDisposeScope();
        using var outputs = Outputs.Classes(3, 100);
        using var turned = new TaskOutputs(outputs.Task, outputs.Head, outputs.Members, Changed(outputs.Target, 0));

        // Another class for row 0 changes the predictions of rows of other folds, not its own.
        var (before, after) = (Fit.OutOfSample(CombinationKind.Weighted, outputs), Fit.OutOfSample(CombinationKind.Weighted, turned));
        TensorAssert.Same(after[0], before[0]);
        Assert.That(TensorAssert.Bytes(after), Is.Not.EqualTo(TensorAssert.Bytes(before)));
    }

    [Test]
    public void AStackedModelLearnsThatAMemberIsTurnedAround()
    {
        using var scope = torch.NewDisposeScope();
        using var plain = Outputs.Classes(1, 400, seed: 5);
        var turn = torch.tensor(new long[] { 1, 2, 0 });
        using var turned = new TaskOutputs(plain.Task, plain.Head, plain.Members.index_select(2, turn), plain.Target);
        var stacked = (StackedModel)Fit.Fit(CombinationKind.Stacking, turned);

        Assert.That(Outputs.LossOf(turned, stacked), Is.LessThan(Outputs.LossOf(plain, LinearPool.Uniform(1)) + 0.01));
        Assert.That(stacked.Coefficients, Has.Count.EqualTo(9));
    }

    [Test]
    public void NothingIsLeftBehind([ValueSource(nameof(Kinds))] CombinationKind kind, [Values] bool classes)
    {
        using var outputs = Some(classes, 3, 40, 1);

        Assert.That(LiveTensors.LeftBy(() => Fit.Fit(kind, outputs)), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => Fit.OutOfSample(kind, outputs).Dispose()), Is.Zero);
    }

    private static TaskOutputs Some(bool classes, int members, int rows, int seed) => classes ? Outputs.Classes(members, rows, seed) : Outputs.Numbers(members, rows, seed);

    private static LinearPool Alone(int member, int count) => new(CombinationKind.Weighted, [.. Enumerable.Range(0, count).Select(m => m == member ? 1.0 : 0)]);

    private static torch.Tensor Changed(torch.Tensor target, int row)
    {
        var changed = target.clone();
        changed[row] = (changed[row] + 1).remainder(3);
        return changed;
    }

    /// <summary>Derivatives of the loss by the weights, by hand.</summary>
    private static double[] Slopes(TaskOutputs rows, double[] weights)
    {
        var column = torch.tensor(weights, torch.float64).unsqueeze(0);
        if (rows.AreClasses)
        {
            var right = rows.OfTheRightClass().exp();
            return (right / column.mm(right)).mean([1L]).neg().data<double>().ToArray();
        }

        var errors = rows.Errors();
        return (2 * errors.mm(column.mm(errors).t()) / errors.size(1)).flatten().data<double>().ToArray();
    }
}
