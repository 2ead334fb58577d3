using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Data;
using MtlTorch.Tensors;

namespace MtlTorch.Tests.Data;

/// <summary>Batches to which labeled rows are added.</summary>
public sealed class LabeledBatchTests
{
    private sealed record Case(int Rows, int BatchSize, bool DropLast, long[] Labeled, int PerBatch, int Seed);

    private static Gen<Case> Cases =>
        from rows in Gen.Choose(1, 60)
        from batch in Gen.Choose(1, 70)
        from dropLast in Gen.Elements(false, true)
        from count in Gen.Choose(1, rows)
        from perBatch in Gen.Choose(1, 20)
        from seed in Gen.Choose(0, 100)
        select new Case(rows, batch, dropLast, [.. Enumerable.Range(0, rows).Where(i => i * count / rows != (i + 1) * count / rows).Select(i => (long)i)], perBatch, seed);

    [Test]
    public void BesideTheLabeledRowsTheBatchesAreAsWithoutThem() => Properties.Hold(Cases, c =>
    {
        var (with, without) = (Batches(c, 2), Batches(c with { PerBatch = 0 }, 2));

        Assert.That(with.Select(b => b[..^c.PerBatch]), Is.EqualTo(without));
        Assert.That(with.SelectMany(b => b[^c.PerBatch..]).Distinct(), Is.SubsetOf(c.Labeled));
    });

    [Test]
    public void AfterAnyBatchOfAnyEpochEachLabeledRowWasAddedEquallyOften() => Properties.Hold(Cases, c =>
    {
        var counts = c.Labeled.ToDictionary(row => row, _ => 0);
        foreach (var batch in Enumerable.Range(1, 4).SelectMany(epoch => Batches(c, epoch)))
        {
            foreach (var row in batch[^c.PerBatch..])
            {
                counts[row]++;
            }

            Assert.That(counts.Values.Max() - counts.Values.Min(), Is.LessThanOrEqualTo(1));
        }
    });

    [Test]
    public void ABatchDependsOnSeedEpochAndNumberAlone() => Properties.Hold(Cases, c =>
    {
        using var randomness = new Randomness(c.Seed);
        var order = Order(c, randomness);
        using var later = order.Permutation(3, torch.CPU);
        using var noise = torch.rand([3L], generator: randomness.Stream("dropout"));
        using var earlier = order.Permutation(2, torch.CPU);

        Assert.That(Batches(c, 3), Is.EqualTo(Batches(order, later)), "an order that begins with this epoch");
        Assert.That(Batches(c, 2), Is.EqualTo(Batches(order, earlier)), "an order that goes back");
    });

    [Test]
    public void SeedsAndEpochsTellTheLabeledRowsApart()
    {
        var first = new Case(100, 100, false, [.. Enumerable.Range(0, 100).Select(i => (long)i)], 50, 1);

        var added = new[] { (1, 1), (1, 2), (1, 3), (2, 1) }.Select(c => string.Join(' ', Batches(first with { Seed = c.Item1 }, c.Item2)[0][^50..]));

        Assert.That(added, Is.Unique);
    }

    [Test]
    public void WithoutLabeledRowsTheOrderIsThePermutationOfSeedAndEpoch()
    {
        using var randomness = new Randomness(7);
        using var generator = randomness.Fresh("batch order", 5);
        using var expected = torch.randperm(50, torch.int64, torch.CPU, generator: generator);
        using var order = new BatchOrder(randomness, 50, 8, dropLast: false, [1, 2, 3]).Permutation(5, torch.CPU);

        TensorAssert.Same(order, expected);
    }

    [Test]
    public void LabeledRowsMustBeThere()
    {
        using var randomness = new Randomness(1);

        Assert.That(() => new BatchOrder(randomness, 50, 8, dropLast: false, [], 3), Throws.ArgumentException);
        Assert.That(() => new BatchOrder(randomness, 50, 8, dropLast: false, null, 3), Throws.ArgumentException);
    }

    [Test]
    public void AnOrderIsTheOnlyTensorThatIsMade()
    {
        using var randomness = new Randomness(1);
        var order = new BatchOrder(randomness, 50, 8, dropLast: false, [1, 2, 3], 5);

        Assert.That(LiveTensors.LeftBy(() => order.Permutation(2, torch.CPU).Dispose()), Is.Zero);
    }

    private static BatchOrder Order(Case c, Randomness randomness) => new(randomness, c.Rows, c.BatchSize, c.DropLast, c.Labeled, c.PerBatch);

    private static List<long[]> Batches(Case c, long epoch)
    {
        using var randomness = new Randomness(c.Seed);
        var order = Order(c, randomness);
        using var permutation = order.Permutation(epoch, torch.CPU);
        return Batches(order, permutation);
    }

    private static List<long[]> Batches(BatchOrder order, torch.Tensor permutation)
    {
        using var scope = torch.NewDisposeScope();
        return [.. Enumerable.Range(0, (int)order.Count).Select(batch => order.Rows(permutation, batch).data<long>().ToArray())];
    }
}
