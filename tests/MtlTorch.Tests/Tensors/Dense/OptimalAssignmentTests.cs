using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Tensors.Dense;

namespace MtlTorch.Tests.Tensors.Dense;

public sealed class OptimalAssignmentTests
{
    /// <summary>Tables up to 7 x 7; few different costs make many ties.</summary>
    private static Gen<double[,]> Tables =>
        from rows in Gen.Choose(1, 7)
        from columns in Gen.Choose(1, 7)
        from most in Gen.Elements(2, 10, 100_000)
        from costs in Gen.Choose(-most, most).ArrayOf(rows * columns)
        select Table(rows, columns, [.. costs.Select(c => (double)c)]);

    [Test]
    public void NoOtherPairingIsCheaper() => Properties.Hold(
        Tables, costs => Assert.That(Total(costs, OptimalAssignment.Minimize(costs)), Is.EqualTo(Cheapest(costs, 0, 0)).Within(1e-9)), count: 300);

    [Test]
    public void EachRowAndColumnIsPairedAtMostOnceAndAsManyAsCanBe() => Properties.Hold(Tables, costs =>
    {
        int[] columns = [.. OptimalAssignment.Minimize(costs)];
        int[] paired = [.. columns.Where(c => c != -1)];

        Assert.That(columns, Has.Length.EqualTo(costs.GetLength(0)));
        Assert.That(paired, Is.Unique.And.All.InRange(0, costs.GetLength(1) - 1));
        Assert.That(paired, Has.Length.EqualTo(Math.Min(costs.GetLength(0), costs.GetLength(1))));
    });

    [Test]
    public void TheLargestGainIsTheSmallestOfTheOppositeCosts() => Properties.Hold(Tables, gains =>
    {
        var opposite = Table(gains.GetLength(0), gains.GetLength(1), [.. gains.Cast<double>().Select(g => -g)]);

        Assert.That(Total(gains, OptimalAssignment.Maximize(gains)), Is.EqualTo(-Cheapest(opposite, 0, 0)).Within(1e-9));
    });

    [TestCaseSource(typeof(Golden), nameof(Golden.Cases), new object[] { "assignments" })]
    public void ItCostsWhatSciPysDoes(JsonElement golden)
    {
        using var tensor = golden.Tensor("costs", torch.ScalarType.Float64);
        var costs = Table((int)tensor.size(0), (int)tensor.size(1), TensorAssert.Doubles(tensor));
        var expected = golden.Number("total");

        Assert.That(Total(costs, OptimalAssignment.Minimize(costs)), Is.EqualTo(expected).Within(1e-12 * Math.Max(1, Math.Abs(expected))));
    }

    [Test]
    public void NothingIsPairedWithNothing()
    {
        Assert.That(OptimalAssignment.Minimize(new double[0, 3]), Is.Empty);
        Assert.That(OptimalAssignment.Minimize(new double[2, 0]), Is.EqualTo(new[] { -1, -1 }));
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void CostsThatAreNotFiniteAreRefused(double cost)
    {
        var refusal = Assert.Throws<ArgumentException>(() => OptimalAssignment.Minimize(Table(2, 2, [1, 2, cost, 4])))!;

        Assert.That(refusal.Message, Does.StartWith($"The cost [1, 0] is {cost}; costs must be finite numbers."));
    }

    private static double[,] Table(int rows, int columns, double[] values)
    {
        var table = new double[rows, columns];
        Buffer.BlockCopy(values, 0, table, 0, values.Length * sizeof(double));
        return table;
    }

    private static double Total(double[,] costs, int[] columns) => columns.Index().Where(c => c.Item != -1).Sum(c => costs[c.Index, c.Item]);

    /// <summary>By trying all pairings of the rows from <paramref name="row"/> on, as many pairs as can be.</summary>
    private static double Cheapest(double[,] costs, int row, int taken)
    {
        var (rows, columns) = (costs.GetLength(0), costs.GetLength(1));
        if (row == rows)
        {
            return 0;
        }

        var paired = System.Numerics.BitOperations.PopCount((uint)taken);
        var maySkip = paired + rows - row - 1 >= Math.Min(rows, columns);
        var cheapest = maySkip ? Cheapest(costs, row + 1, taken) : double.PositiveInfinity;
        for (var j = 0; j < columns; j++)
        {
            if ((taken & (1 << j)) == 0)
            {
                cheapest = Math.Min(cheapest, costs[row, j] + Cheapest(costs, row + 1, taken | (1 << j)));
            }
        }

        return cheapest;
    }
}
