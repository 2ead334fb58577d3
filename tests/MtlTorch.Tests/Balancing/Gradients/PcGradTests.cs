using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing.Gradients;

public sealed class PcGradTests : GramianContract
{
    // Which task meets which first is part of the result.
    protected override bool IsEquivariant => false;

    protected override IGramianWeighting Make(int tasks) => new PcGrad(Orders.Ascending(tasks));

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "PCGrad", "torchjd_asc" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "PCGrad", "torchjd_perm" })]
    public void EqualsTheRecordedSumInTheGivenOrder(AggregatorCase row) => GramianRows.Check(row, () => new PcGrad(Orders.Of(row.Inputs.GetProperty("orders"))));

    [Test]
    public void TasksThatDoNotConflictAreSummed()
    {
        var weights = Make(3).Weights(new Gramian(new double[,] { { 1, 0.5, 0 }, { 0.5, 2, 1 }, { 0, 1, 3 } }, 1e-16), [1, 1, 1]);

        Assert.That(weights, Is.EqualTo(new double[] { 1, 1, 1 }));
    }

    [Test]
    public void TwoTasksAreProjectedOntoEachOthersNormalPlane() => Properties.Hold(Jacobian.Typical(2), jacobian =>
    {
        var pair = new Jacobian(jacobian.Rows[..2]);
        var gramian = pair.Gramian();
        var weights = Make(2).Weights(gramian, pair.Losses);

        // Unconflicting projection is the same for two tasks, up to the factor T.
        var projected = new UpGrad(new UpGradOptions(), [1, 1]).Weights(gramian, pair.Losses);
        Assert.That(weights, Is.EqualTo(projected).Within(1e-12 * projected.Max()));
    });

    [Test]
    public void TasksThatMeetInTheSameOrderUnderOtherNamesGetTheSameWeights() => Properties.Hold(Jacobian.Typical(), jacobian =>
    {
        // Turned around, with the orders turned around as well.
        var last = jacobian.Tasks - 1;
        double[] Weights(Jacobian rows, Func<int, IReadOnlyList<int>> orders) => new PcGrad(orders).Weights(rows.Gramian(), rows.Losses);
        var ascending = Orders.Ascending(jacobian.Tasks);
        var turned = Weights(jacobian.Permuted([.. Enumerable.Range(0, jacobian.Tasks).Reverse()]), task => [.. ascending(last - task).Select(other => last - other)]);

        Assert.That(turned.Reverse(), Is.EqualTo(Weights(jacobian, ascending)).Within(1e-12));
    });
}
