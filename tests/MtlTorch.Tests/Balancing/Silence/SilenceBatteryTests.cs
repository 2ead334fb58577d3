using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;

namespace MtlTorch.Tests.Balancing.Silence;

/// <summary>What every balancing method must stand: it balances the present tasks as if there were no others, and keeps what it knows of those.</summary>
public sealed class SilenceBatteryTests
{
    /// <summary>What an epoch ends with, for methods that go by epochs.</summary>
    private const int StepsPerEpoch = 4;

    private static IEnumerable<TestCaseData> Kinds => Balanced.Kinds().Index().Select(kind => new TestCaseData(kind.Item).SetArgDisplayNames($"{kind.Item.GetType().Name} {kind.Index}"));

    /// <summary>Methods whose draws would be others beside another task; they remember nothing.</summary>
    private static IEnumerable<TestCaseData> KindsThatDoNotDraw => Kinds.Where(kind => kind.Arguments[0] is not (RandomWeightingOptions or GradDropOptions));

    [TestCaseSource(nameof(Kinds))]
    public void AStepWithoutATaskIsThatOfAMethodWithoutIt(BalancingOptions options)
    {
        using var all = new Balanced(options, 0, 1, 2);
        using var two = new Balanced(options, 0, 2);

        Near(all.Step(1, 0, 2), two.Step(1));
    }

    [TestCaseSource(nameof(Kinds))]
    public void AStepOfOneTaskIsThatOfAMethodOfOne(BalancingOptions options)
    {
        using var all = new Balanced(options, 0, 1, 2);
        using var one = new Balanced(options, 1);

        Near(all.Step(1, 1), one.Step(1));
    }

    [TestCaseSource(nameof(KindsThatDoNotDraw))]
    public void TasksThatNeverMeetAreBalancedAsByTwoMethods(BalancingOptions options)
    {
        using var all = new Balanced(options, 0, 1, 2);
        using var two = new Balanced(options, 0, 2);
        using var one = new Balanced(options, 1);

        foreach (var step in Enumerable.Range(1, 6 * StepsPerEpoch))
        {
            // Task 1 is alone in two steps of five, and in the last epochs but two not seen at all.
            if (step % 5 is 2 or 3 && step / StepsPerEpoch != 3)
            {
                Near(all.Step(step, 1), one.Step(step));
            }
            else
            {
                Near(all.Step(step, 0, 2), two.Step(step));
            }

            if (step % StepsPerEpoch == 0)
            {
                int[] seen = step / StepsPerEpoch == 3 ? [0, 2] : [0, 1, 2];
                all.EpochEnded(step, seen);
                two.EpochEnded(step, 0, 2);
                if (seen.Contains(1))
                {
                    one.EpochEnded(step, 1);
                }
            }
        }
    }

    [TestCaseSource(nameof(Kinds))]
    public void WhatIsKeptOfASilentTaskStaysToTheLastBit(BalancingOptions options)
    {
        using var method = new Balanced(options, 0, 1, 2);
        method.Step(0);
        var others = method.KeptFor(0);
        for (var step = 1; step <= 7; step++)
        {
            method.Step(step);
            method.EpochEnded(step, 0, 1, 2);
        }

        var before = method.KeptFor(1);
        for (var step = 8; step <= 14; step++)
        {
            Assert.That(method.Step(step, 0, 2), Is.All.Matches<double>(double.IsFinite));
            method.EpochEnded(step, 0, 2);
        }

        Assert.That(method.KeptFor(1), Is.EqualTo(before));
        if (method.Method is IStateful)
        {
            Assert.That(method.KeptFor(0), Is.Not.EqualTo(others), "what is kept of the others moves on");
        }

        Assert.That(method.Step(15), Is.All.Matches<double>(double.IsFinite), "all are there again");
    }

    [TestCaseSource(nameof(Kinds))]
    public void ToBeToldThatAllArePresentChangesNoBit(BalancingOptions options)
    {
        using var told = new Balanced(options, 0, 1, 2);
        using var same = new Balanced(options, 0, 1, 2);
        for (var step = 1; step <= 5; step++)
        {
            Assert.That(told.Step(step, 0, 1, 2), Is.EqualTo(same.Step(step)));
        }
    }

    [TestCaseSource(nameof(Kinds))]
    public void WhatIsSavedBetweenSilencesIsAllThatIsRemembered(BalancingOptions options)
    {
        using var first = new Balanced(options, 0, 1, 2);
        first.Step(1, 0, 2);
        first.EpochEnded(1, 0, 2);
        first.Step(2);
        first.EpochEnded(2, 0, 1, 2);
        using var second = new Balanced(options, 0, 1, 2);
        if (first.Method is IStateful remembering)
        {
            using var scope = torch.NewDisposeScope();
            ((IStateful)second.Method).Load(remembering.Save());
            foreach (var step in new[] { 3, 4, 5 })
            {
                int[] present = step == 4 ? [1, 2] : [0, 2];
                Assert.That(second.Step(step, present), Is.EqualTo(first.Step(step, present)));
            }
        }
    }

    private static void Near(double[] actual, double[] expected)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        var size = Math.Max(1, expected.Max(Math.Abs));
        Assert.That(actual, Is.EqualTo(expected).Within(1e-10 * size));
    }
}
