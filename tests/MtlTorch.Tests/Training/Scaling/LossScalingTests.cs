using MtlTorch.Training.Scaling;

namespace MtlTorch.Tests.Training.Scaling;

/// <summary>When the scale of the losses shrinks and grows.</summary>
public sealed class LossScalingTests
{
    [Test]
    public void ItBeginsAtTwoToTheSixteenth() => Assert.That(new LossScaling(new()).State, Is.EqualTo(new LossScale(65_536)));

    [Test]
    public void AGradientThatIsNotFiniteHalvesIt()
    {
        var scaling = new LossScaling(new());
        scaling.Note(isFinite: true);
        scaling.Note(isFinite: false);

        Assert.That(scaling.State, Is.EqualTo(new LossScale(32_768, GoodSteps: 0, Skipped: 1)));
    }

    [Test]
    public void TwoThousandGoodStepsInARowDoubleIt()
    {
        var scaling = new LossScaling(new());
        Repeat(1999, scaling);
        scaling.Note(isFinite: false);
        Repeat(1999, scaling);
        Assert.That(scaling.State.Factor, Is.EqualTo(32_768));

        Repeat(1, scaling);
        Assert.That(scaling.State, Is.EqualTo(new LossScale(65_536, GoodSteps: 0, Skipped: 1)));
    }

    [Test]
    public void ItDoesNotGrowWithoutEnd()
    {
        var scaling = new LossScaling(new() { GrowAfter = 1 });
        Repeat(100, scaling);

        Assert.That(scaling.State.Factor, Is.EqualTo(1 << 24));
    }

    [Test]
    public void ItIsExhaustedWhereHalvingNeverHelps()
    {
        var scaling = new LossScaling(new());
        for (var i = 0; i < 30; i++)
        {
            scaling.Note(isFinite: false);
            Assert.That(scaling.IsExhausted, Is.False);
        }

        scaling.Note(isFinite: false);
        Assert.That(scaling.IsExhausted);
    }

    private static void Repeat(int times, LossScaling scaling)
    {
        for (var i = 0; i < times; i++)
        {
            scaling.Note(isFinite: true);
        }
    }
}
