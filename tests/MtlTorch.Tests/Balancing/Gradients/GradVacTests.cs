using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing.Gradients;

public sealed class GradVacTests : GramianContract
{
    // Which task meets which first is part of the result.
    protected override bool IsEquivariant => false;

    // What is added to the denominators has a scale of its own.
    protected override double? Degree => null;

    protected override IGramianWeighting Make(int tasks) => new GradVac(new GradVacOptions(), Orders.Ascending(tasks), tasks);

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "GradVac", "torchjd" })]
    public void EqualsTheRecordedSumsInTheGivenOrders(AggregatorCase row)
    {
        var options = new GradVacOptions { Beta = row.Hyper.Number("beta"), Epsilon = row.Hyper.Number("eps") };
        GramianRows.Check(row, () => new GradVac(options, Orders.OfCalls(row.Inputs.GetProperty("orders")), row.Tasks()));
    }

    [Test]
    public void AtFirstItIsPcGrad() => Properties.Hold(Jacobian.Typical(), jacobian =>
    {
        var gramian = jacobian.Gramian();

        // The targets are zero, and with beta 0 they stay so.
        var weights = new GradVac(new GradVacOptions { Beta = 0 }, Orders.Ascending(jacobian.Tasks), jacobian.Tasks).Weights(gramian, jacobian.Losses);

        Assert.That(weights, Is.EqualTo(new PcGrad(Orders.Ascending(jacobian.Tasks)).Weights(gramian, jacobian.Losses)).Within(1e-6));
    });

    [Test]
    public void TasksThatMeetInTheSameOrderUnderOtherNamesGetTheSameWeights() => Properties.Hold(Jacobian.Typical(), jacobian =>
    {
        // Turned around, with the orders turned around as well.
        var last = jacobian.Tasks - 1;
        double[] Weights(Jacobian rows, Func<int, IReadOnlyList<int>> orders) => new GradVac(new GradVacOptions(), orders, jacobian.Tasks).Weights(rows.Gramian(), rows.Losses);
        var ascending = Orders.Ascending(jacobian.Tasks);
        var turned = Weights(jacobian.Permuted([.. Enumerable.Range(0, jacobian.Tasks).Reverse()]), task => [.. ascending(last - task).Select(other => last - other)]);

        Assert.That(turned.Reverse(), Is.EqualTo(Weights(jacobian, ascending)).Within(1e-12));
    });
}
