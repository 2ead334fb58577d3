using MtlTorch.Clustering;

namespace MtlTorch.Tests.Clustering;

public sealed class PlusPlusTests
{
    [Test]
    public void EachFarGroupGetsACentroid()
    {
        using var scope = torch.NewDisposeScope();
        var (rows, groups) = Blobs.Draw(160, 8, distance: 1000);
        for (var seed = 1; seed <= 20; seed++)
        {
            using var generator = Blobs.Generator(seed);
            var drawn = PlusPlus.Draw(rows, 8, generator);
            var owners = TensorAssert.Doubles(groups.index_select(0, torch.cdist(drawn, rows).argmin(1)));

            Assert.That(owners, Is.Unique, $"seed {seed}");
        }
    }

    [Test]
    public void CentroidsAreRows()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = Blobs.Generator();
        var rows = TestPattern.Tensor([30, 4], 1);
        var drawn = PlusPlus.Draw(rows, 30, generator);

        // All of them, if there are as many centroids as rows: none is drawn twice.
        TensorAssert.Same(Sorted(drawn), Sorted(rows));
    }

    [Test]
    public void TheFirstIsAnyRowAndTheSecondIsDrawnBySquaredDistance()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = Blobs.Generator();
        var rows = torch.tensor(new[] { -1.0f, 0, 1 }, [3, 1]);
        var (first, second) = (new double[3], new double[3]);
        for (var i = 0; i < 1500; i++)
        {
            using var draw = torch.NewDisposeScope();
            var drawn = TensorAssert.Doubles(PlusPlus.Draw(rows, 2, generator));
            first[(int)drawn[0] + 1]++;
            if (drawn[0] == -1)
            {
                second[(int)drawn[1] + 1]++;
            }
        }

        // From -1 the others lie at squared distances 1 and 4 and leave both the same sum, 1: of two trials a tie goes to the first, which is 1 with 4/5.
        Assert.That(first, Is.All.InRange(420, 580));
        Assert.That(second[0], Is.Zero);
        Assert.That(second[2] / first[0], Is.EqualTo(0.8).Within(0.08));
    }

    [Test]
    public void EqualRowsAreDrawnAnyhow()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = Blobs.Generator();

        TensorAssert.Same(PlusPlus.Draw(torch.ones(5, 2), 3, generator), torch.ones(3, 2));
    }

    private static torch.Tensor Sorted(torch.Tensor rows) => rows.index_select(0, rows.select(1, 0).argsort(0));
}
