using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing.Gradients;

public sealed class FairGradTests : GramianContract
{
    private const double Alpha = 2;

    protected override bool HarmsNoTask => true;

    // G x = x^(-1/2): x shrinks with the gradients' norm to the power -4/3.
    protected override double? Degree => -1.0 / 3;

    protected override IGramianWeighting Make(int tasks) => new FairGrad(Alpha);

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "FairGrad", "exact_alpha1" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "FairGrad", "exact_alpha2" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "FairGrad", "torchjd_alpha0" })]
    public void EqualsTheExactRootWhereThereIsOne(AggregatorCase row)
    {
        var method = new FairGrad(row.Hyper.Number("alpha"));
        if (row.Status == "ok")
        {
            GramianRows.Check(row, () => method);
        }
        else
        {
            FairRows.CheckWithoutSolution(row, method);
        }
    }

    [TestCase(0.1)]
    [TestCase(0.5)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(10)]
    [TestCase(100)]
    public void TheWeightsSolveTheEquation(double alpha) => Properties.Hold(Jacobian.Typical(), jacobian =>
    {
        var gramian = jacobian.Gramian();
        var weights = new FairGrad(alpha).Weights(gramian, jacobian.Losses);
        for (var i = 0; i < jacobian.Tasks; i++)
        {
            var product = Enumerable.Range(0, jacobian.Tasks).Sum(j => weights[j] * gramian[i, j]);
            Assert.That(product, Is.EqualTo(Math.Pow(weights[i], -1 / alpha)).Within(1e-10 * gramian.Norm(i) * jacobian.Size(weights)));
        }
    });
}
