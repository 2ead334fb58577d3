using FsCheck.Fluent;
using MtlTorch.Data;
using MtlTorch.Tensors;

namespace MtlTorch.Tests.Data;

public sealed class BatchOrderTests
{
    [Test]
    public void EveryEpochShowsEachRowOnce()
    {
        var cases =
            from rows in Gen.Choose(1, 60)
            from batch in Gen.Choose(1, 70)
            from epoch in Gen.Choose(1, 5)
            select (rows, batch, epoch);

        Properties.Hold(cases, c =>
        {
            var batches = Batches(new BatchOrder(new Randomness(1), c.rows, c.batch, dropLast: false), c.epoch);

            Assert.That(batches.SelectMany(b => b).Order(), Is.EqualTo(Enumerable.Range(0, c.rows)));
            Assert.That(batches.SkipLast(1).Select(b => b.Length), Is.All.EqualTo(c.batch));
            Assert.That(batches[^1], Has.Length.InRange(1, c.batch));
        });
    }

    [Test]
    public void WithoutTheLastBatchAllHaveTheSameSize()
    {
        var cases = Gen.Choose(1, 60).Zip(Gen.Choose(1, 70));

        Properties.Hold(cases, c =>
        {
            var (rows, batch) = c;
            var batches = Batches(new BatchOrder(new Randomness(1), rows, batch, dropLast: true), epoch: 1);

            Assert.That(batches, Has.Count.EqualTo(rows / batch));
            Assert.That(batches.Select(b => b.Length), Is.All.EqualTo(batch));
            Assert.That(batches.SelectMany(b => b), Is.Unique);
        });
    }

    [Test]
    public void SeedAndEpochTellOrdersApart()
    {
        (int Seed, int Epoch)[] cases = [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)];

        var orders = cases.Select(c => string.Join(' ', Rows(c.Seed, c.Epoch)));

        Assert.That(orders, Is.Unique);
        Assert.That(Rows(seed: 1, epoch: 1), Is.Not.Ordered);
    }

    [Test]
    public void AnOrderDependsOnSeedAndEpochAlone()
    {
        using var randomness = new Randomness(1);
        var order = new BatchOrder(randomness, 100, 10, dropLast: false);
        using var later = order.Permutation(3, torch.CPU);
        torch.manual_seed(99);
        using var noise = torch.rand([7L], generator: randomness.Stream("dropout"));
        using var earlier = order.Permutation(2, torch.CPU);
        using var again = order.Permutation(3, torch.CPU);

        TensorAssert.Same(again, later);
        Assert.That(TensorAssert.Doubles(earlier), Is.Not.EqualTo(TensorAssert.Doubles(later)));
    }

    [Test]
    public void AFirstRowIsEquallyLikelyToStandAnywhere()
    {
        // 6,000 orders of 6 rows: each place is expected 1,000 times, with a deviation of 29.
        var places = Enumerable.Range(1, 6_000).Select(epoch => Array.IndexOf(Rows(seed: 5, epoch, rows: 6), 0)).CountBy(place => place);

        Assert.That(places.Select(p => p.Value), Has.Exactly(6).InRange(855, 1_145));
    }

    [Test]
    public void APermutationIsTheOnlyTensorThatIsMade()
    {
        var order = new BatchOrder(new Randomness(1), 50, 8, dropLast: false);

        Assert.That(LiveTensors.LeftBy(() => order.Permutation(1, torch.CPU).Dispose()), Is.Zero);
    }

    private static long[] Rows(long seed, long epoch, long rows = 50)
    {
        using var permutation = new BatchOrder(new Randomness(seed), rows, 8, dropLast: false).Permutation(epoch, torch.CPU);
        return permutation.data<long>().ToArray();
    }

    private static List<long[]> Batches(BatchOrder order, long epoch)
    {
        using var scope = torch.NewDisposeScope();
        var permutation = order.Permutation(epoch, torch.CPU);
        return [.. Enumerable.Range(0, (int)order.Count).Select(batch => order.Rows(permutation, batch).data<long>().ToArray())];
    }
}
