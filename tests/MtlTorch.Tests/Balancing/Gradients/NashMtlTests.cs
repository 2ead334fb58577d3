using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing.Gradients;

public sealed class NashMtlTests : GramianContract
{
    protected override bool HarmsNoTask => true;

    // The direction has the largest allowed norm, whatever the gradients'.
    protected override double? Degree => 0;

    protected override bool IgnoresTheScaleOfATask => true;

    protected override IGramianWeighting Make(int tasks) => (IGramianWeighting)new NashMtlOptions().Build(Contexts.Of(tasks));

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "Nash-MTL", "exact" })]
    public void EqualsTheExactBargainingPointWhereThereIsOne(AggregatorCase row)
    {
        var method = new NashMtl(maxNorm: null);
        if (row.Status == "ok")
        {
            GramianRows.Check(row, () => method);
        }
        else
        {
            FairRows.CheckWithoutSolution(row, method);
        }
    }

    [TestCase(null)]
    [TestCase(0.1)]
    [TestCase(1e6)]
    public void TheNormIsTheRootOfTheNumberOfTasksUnlessLimited(double? limit) => Properties.Hold(Jacobian.Typical(), jacobian =>
    {
        var weights = new NashMtl(limit).Weights(jacobian.Gramian(), jacobian.Losses);
        var norm = Math.Sqrt(jacobian.Direction(weights).Sum(x => x * x));

        Assert.That(norm, Is.EqualTo(Math.Min(limit ?? double.MaxValue, Math.Sqrt(jacobian.Tasks))).Within(1e-9 * jacobian.Size(weights)));
    });
}
