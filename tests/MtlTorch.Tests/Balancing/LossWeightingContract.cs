using MtlTorch.Balancing;
using MtlTorch.Tensors;

namespace MtlTorch.Tests.Balancing;

/// <summary>What happens to the weights if all losses of all steps are multiplied by the same number.</summary>
public enum WhenLossesGrow
{
    /// <summary>Nothing.</summary>
    SameWeights,

    /// <summary>They are divided by it.</summary>
    InverseWeights,

    /// <summary>Neither.</summary>
    OtherWeights,
}

/// <summary>What holds for every loss weighting; the tests of a method derive from it and declare what differs.</summary>
public abstract class LossWeightingContract(BalancingOptions options, WhenLossesGrow scale)
{
    private static readonly double[][] Edges =
    [
        [1e-12, 1, 1e6],
        [1e6, 1e-12, 1e6],
        [0, 1, 2],
        [0, 1e6, 1e-12],
        [0, 0, 0],
    ];

    /// <summary>Whether the weights are drawn without regard to the losses, and so to the tasks' order.</summary>
    protected virtual bool DrawsOnly => false;

    [TestCaseSource(nameof(Edges))]
    public void WeightsAreFiniteOnTinyHugeAndZeroLosses(double first, double second, double third)
    {
        foreach (var type in new[] { torch.float64, torch.float32 })
        {
            foreach (var next in Edges)
            {
                var weights = Drive(Build(3), [[first, second, third], next, [first, second, third], next], type);
                Assert.That(weights, Has.All.Matches<double>(double.IsFinite), $"{type}, then {string.Join(", ", next)}");
            }
        }
    }

    [Test]
    public void OneTaskHasAPositiveWeight() => Assert.That(Drive(Build(1), Losses(1)).Single(), Is.Positive.And.LessThan(100));

    [Test]
    public void FiftyTasksHaveFiniteWeights()
    {
        var weights = Drive(Build(50), Losses(50), torch.float32);

        Assert.That(weights, Has.Length.EqualTo(50).And.All.Matches<double>(double.IsFinite));
    }

    [Test]
    public void TasksInAnotherOrderHaveTheSameWeightsInThatOrder()
    {
        var losses = Losses(5);

        var weights = Drive(Build(5), losses);
        var reversed = Drive(Build(5), [.. losses.Select(l => l.Reverse().ToArray())]);

        Assert.That(DrawsOnly ? reversed : reversed.Reverse(), Is.EqualTo(weights).Within(1e-9));
    }

    [Test]
    public void LossesInOtherUnitsChangeTheWeightsAsDeclared()
    {
        const double Factor = 1000;
        var losses = Losses(4);

        var weights = Drive(Build(4), losses);
        var scaled = Drive(Build(4), [.. losses.Select(l => l.Select(x => x * Factor).ToArray())]);

        Assert.That(Near(scaled, weights), Is.EqualTo(scale == WhenLossesGrow.SameWeights), string.Join(", ", scaled.Concat(weights)));
        Assert.That(Near([.. scaled.Select(w => w * Factor)], weights), Is.EqualTo(scale == WhenLossesGrow.InverseWeights));
    }

    [Test]
    public void StepsLeaveNoTensors()
    {
        var method = Build(3);
        Drive(method, Losses(3));

        Assert.That(LiveTensors.LeftBy(() => Drive(method, Losses(3, salt: 2))), Is.Zero);
    }

    /// <summary>The method for T tasks.</summary>
    protected ILossWeighting Build(int tasks) => (ILossWeighting)options.Build(new BalancingContext(tasks, new Randomness(1), torch.CPU));

    /// <summary>Lets each list of losses but the last be an epoch of one step, which leads to the next; the last weights.</summary>
    protected static double[] Drive(ILossWeighting method, double[][] losses, torch.ScalarType type = torch.ScalarType.Float64)
    {
        double[] last = [];
        for (var k = 0; k < losses.Length - 1; k++)
        {
            using var now = torch.tensor(losses[k], dtype: type);
            using var next = torch.tensor(losses[k + 1], dtype: type);
            using var weights = method.Weights(now);
            Assert.That((weights.dtype, weights.requires_grad), Is.EqualTo((type, false)));
            (method as IRevisitsLosses)?.Revisit(next);
            (method as ISeesEpochs)?.EpochEnded(losses[k]);
            last = TensorAssert.Doubles(weights);
        }

        return last;
    }

    /// <summary>Losses from 0.1 to 1.1 for four steps and what they lead to.</summary>
    protected static double[][] Losses(int tasks, int salt = 1)
    {
        using var scope = torch.NewDisposeScope();
        return [.. Enumerable.Range(0, 5).Select(k => TensorAssert.Doubles(TestPattern.Tensor([tasks], (10 * salt) + k) + 0.6))];
    }

    private static bool Near(double[] some, double[] others) => some.Zip(others).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-5 * Math.Abs(pair.Second));
}
