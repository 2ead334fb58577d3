using MtlTorch.Data;

namespace MtlTorch.Tests.Data;

public sealed class SplitTests
{
    [Test]
    public void ABatchHoldsTheRowsThatWereAskedFor()
    {
        using var scope = torch.NewDisposeScope();
        using var split = TenRows();

        var batch = split.Select(torch.tensor(new[] { 7L, 0, 7 }));

        Assert.That(batch.Rows, Is.EqualTo(3));
        Assert.That(TensorAssert.Doubles(batch.Inputs), Is.EqualTo(new double[] { 70, 71, 0, 1, 70, 71 }));
        Assert.That(TensorAssert.Doubles(batch.Targets["row"]), Is.EqualTo(new double[] { 7, 0, 7 }));
        Assert.That(TensorAssert.Doubles(batch.Targets["tenth"]), Is.EqualTo(new[] { 0.7f, 0, 0.7f }));
    }

    [Test]
    public void ASliceIsAView()
    {
        using var scope = torch.NewDisposeScope();
        using var split = TenRows();

        var slice = split.Slice(4, 2);
        slice.Inputs.fill_(-1);

        Assert.That(TensorAssert.Doubles(slice.Targets["row"]), Is.EqualTo(new double[] { 4, 5 }));
        Assert.That(TensorAssert.Doubles(split.Inputs)[6..14], Is.EqualTo(new double[] { 30, 31, -1, -1, -1, -1, 60, 61 }));
    }

    [Test]
    public void OnItsOwnDeviceASplitStaysWhatItIs()
    {
        using var split = TenRows();

        Assert.That(split.MoveTo(torch.CPU), Is.SameAs(split));
    }

    [Test]
    public void ASplitAndItsBatchesNameTheTargetsThatLackLabels()
    {
        using var scope = torch.NewDisposeScope();
        var whole = TenRows();
        using var split = new Split(whole.Inputs, new Dictionary<string, torch.Tensor>(whole.Targets)
        {
            ["some"] = torch.tensor(new[] { -1L, 4, -1, -1, 2, -1, -1, -1, -1, 0 }),
            ["few"] = Labels.Keep(whole.Targets["tenth"], [4, 7]),
        });

        Assert.That(split.Partial, Is.EquivalentTo(new[] { "some", "few" }));
        Assert.That(split.Slice(4, 1).Partial, Is.SameAs(split.Partial), "although its row lacks nothing");
        Assert.That(split.Select(torch.tensor(new[] { 0L })).Partial, Is.SameAs(split.Partial));
        Assert.That(split.LabeledRows(), Is.EqualTo(new[] { 1, 4, 7, 9 }));
    }

    [Test]
    public void WhereNoLabelIsMissingNoTargetIsPartial()
    {
        using var scope = torch.NewDisposeScope();
        using var split = TenRows();

        Assert.That(split.Partial, Is.Empty);
        Assert.That(split.LabeledRows(), Is.Empty);
        Assert.That(new Batch(split.Inputs, split.Targets).Partial, Is.Empty);
    }

    [Test]
    public void DisposingOfASplitDisposesOfItsTensors() => Assert.That(LiveTensors.LeftBy(() => TenRows().Dispose()), Is.Zero);

    /// <summary>Row k holds the inputs 10 k and 10 k + 1 and the targets k and k / 10.</summary>
    private static Split TenRows()
    {
        using var scope = torch.NewDisposeScope();
        var rows = torch.arange(10, torch.int64);
        var inputs = torch.stack([rows * 10, rows * 10 + 1], 1).to(torch.float32);
        return new Split(inputs.DetachFromDisposeScope(), new Dictionary<string, torch.Tensor>
        {
            ["row"] = rows.DetachFromDisposeScope(),
            ["tenth"] = (rows.to(torch.float32) / 10).unsqueeze(1).DetachFromDisposeScope(),
        });
    }
}
