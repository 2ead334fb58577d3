using MtlTorch.Data;

namespace MtlTorch.Tests.Data;

public sealed class LabelsTests
{
    [Test]
    public void AClassBelowZeroIsMissing()
    {
        using var classes = torch.tensor(new[] { 2L, -1, 0, -1 });

        Assert.That(Labels.Rows(classes), Is.EqualTo(new[] { 0, 2 }));
        Assert.That(Labels.AnyMissing(classes), Is.True);
        using var present = Labels.Present(classes);
        Assert.That(present.dtype, Is.EqualTo(torch.ScalarType.Bool));
    }

    [Test]
    public void OneNumberThatIsNoneMakesARowMissing()
    {
        using var amounts = torch.tensor(new[] { 1, 2, float.NaN, 4, float.NaN, float.NaN, float.PositiveInfinity, 8 }, [4, 2]);

        Assert.That(Labels.Rows(amounts), Is.EqualTo(new[] { 0, 3 }));
    }

    [Test]
    public void WhereNothingIsMissingEveryRowHasItsLabel()
    {
        using var classes = torch.arange(5, torch.int64);
        using var amounts = torch.ones([5, 2]);
        using var none = torch.empty([0, 2]);

        Assert.That(Labels.AnyMissing(classes) || Labels.AnyMissing(amounts) || Labels.AnyMissing(none), Is.False);
        Assert.That(Labels.Rows(amounts), Is.EqualTo(new[] { 0, 1, 2, 3, 4 }));
        Assert.That(Labels.Rows(none), Is.Empty);
    }

    [Test]
    public void WhatIsNotKeptIsMissingInItsWholeWidth()
    {
        using var classes = torch.tensor(new[] { 2L, 1, 0 });
        using var amounts = torch.tensor(new[] { 1f, 2, 3, 4, 5, 6 }, [3, 2]);
        using var keptClasses = Labels.Keep(classes, [2, 0]);
        using var keptAmounts = Labels.Keep(amounts, [1]);

        Assert.That(TensorAssert.Doubles(keptClasses), Is.EqualTo(new[] { 2, -1, 0 }));
        Assert.That(TensorAssert.Doubles(keptAmounts), Is.EqualTo(new[] { double.NaN, double.NaN, 3, 4, double.NaN, double.NaN }));
        Assert.That(TensorAssert.Doubles(classes), Is.EqualTo(new[] { 2, 1, 0 }), "the whole target stays what it is");
    }

    [Test]
    public void LookingLeavesNoTensors()
    {
        using var amounts = torch.ones([4, 2]);

        Assert.That(LiveTensors.LeftBy(() => Labels.Rows(amounts)), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => Labels.AnyMissing(amounts)), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => Labels.Keep(amounts, [1]).Dispose()), Is.Zero);
    }
}
