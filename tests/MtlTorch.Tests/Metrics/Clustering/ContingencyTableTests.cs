using MtlTorch.Metrics.Clustering;

namespace MtlTorch.Tests.Metrics.Clustering;

public sealed class ContingencyTableTests
{
    [Test]
    public void ClassesAreRowsAndClustersColumnsWithoutGaps()
    {
        using var scope = torch.NewDisposeScope();
        var table = ContingencyTable.Of(torch.tensor(new long[] { 9, 9, 4, 4, 9 }), torch.tensor(new long[] { -1, 5, 5, 5, 5 }));

        Assert.That(table.Dense(), Is.EqualTo(new double[,] { { 0, 1 }, { 2, 2 } }));
        Assert.That(table.ClassSizes, Is.EqualTo(new double[] { 1, 4 }));
        Assert.That(table.ClusterSizes, Is.EqualTo(new double[] { 2, 3 }));
        Assert.That(table.Rows, Is.EqualTo(5));
    }

    [Test]
    public void ListsOfDifferentLengthAreRefused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => ContingencyTable.OfLabels([1, 2], [1]))!;

        Assert.That(refusal.Message, Is.EqualTo("There are 2 assignments and 1 classes; each row needs one of both."));
    }

    [Test]
    public void ScoresAreNotLabels()
    {
        using var scope = torch.NewDisposeScope();
        var refusal = Assert.Throws<ArgumentException>(() => ContingencyTable.Of(torch.zeros(3, 2), torch.zeros(3)))!;

        Assert.That(refusal.Message, Is.EqualTo("Labels are a list [N]; these are [3, 2]."));
    }
}
