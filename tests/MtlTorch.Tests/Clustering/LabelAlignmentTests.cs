using FsCheck.Fluent;
using MtlTorch.Clustering;

namespace MtlTorch.Tests.Clustering;

public sealed class LabelAlignmentTests
{
    [Test]
    public void TheSameClustersGetTheirNamesBack() => Properties.Hold(Gen.Choose(0, 5).ArrayOf(40), labels =>
    {
        using var scope = torch.NewDisposeScope();
        var before = torch.tensor(labels.Select(k => (long)k).ToArray());
        var after = (before * 5 + 2) % 6;

        var alignment = LabelAlignment.Of(before, after, 6);

        TensorAssert.Same(alignment.Rename(after), before);
        Assert.That(alignment.Kept, Is.EqualTo(1));
        Assert.That(alignment.Names, Is.Unique.And.All.InRange(0, 5));
    });

    [Test]
    public void NoOtherNamesKeepMoreRows()
    {
        using var scope = torch.NewDisposeScope();
        var before = torch.tensor(new long[] { 0, 0, 0, 1, 1, 2, 2, 2 });
        var after = torch.tensor(new long[] { 1, 1, 2, 2, 2, 0, 0, 1 });

        var alignment = LabelAlignment.Of(before, after, 3);

        Assert.That(alignment.Names, Is.EqualTo(new long[] { 2, 0, 1 }));
        Assert.That(alignment.Kept, Is.EqualTo(6 / 8.0));
        Assert.That(alignment.Kept, Is.EqualTo(alignment.Rename(after).eq(before).to(torch.float64).mean().item<double>()));
    }

    [Test]
    public void CentroidsGoWithTheNames()
    {
        using var scope = torch.NewDisposeScope();
        var (rows, groups) = Blobs.Draw(60, 3);
        using var found = new KMeansOptions { Clusters = 3 }.Fit(rows, Blobs.Generator());
        var alignment = LabelAlignment.Of(groups, found.Assignments, 3);
        var reordered = found with { Centroids = alignment.Reorder(found.Centroids) };

        TensorAssert.Same(reordered.Assign(rows), groups);
    }

    [Test]
    public void OtherRowsAreRefused()
    {
        using var scope = torch.NewDisposeScope();
        var refusal = Assert.Throws<ArgumentException>(() => LabelAlignment.Of(torch.zeros([3], torch.int64), torch.zeros([4], torch.int64), 2))!;

        Assert.That(refusal.Message, Is.EqualTo("There were 3 rows before and are 4 now; compare the same rows."));
    }

    [Test]
    public void ClustersOutOfRangeAreRefused()
    {
        using var scope = torch.NewDisposeScope();
        var refusal = Assert.Throws<ArgumentException>(() => LabelAlignment.Of(torch.zeros([3], torch.int64), torch.tensor(new long[] { 0, 2, 1 }), 2))!;

        Assert.That(refusal.Message, Is.EqualTo("Row 1 is in cluster 2; clusters go from 0 to 1."));
    }
}
