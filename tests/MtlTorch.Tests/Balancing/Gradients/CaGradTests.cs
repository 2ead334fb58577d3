using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing.Gradients;

public sealed class CaGradTests : GramianContract
{
    protected override IGramianWeighting Make(int tasks) => new CaGrad(new CaGradOptions());

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "CAGrad", "torchjd_c0.5" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "CAGrad", "torchjd_c0.9" })]
    public void EqualsTheRecordedStep(AggregatorCase row)
    {
        var options = new CaGradOptions { C = row.Hyper.Number("c"), NormEpsilon = row.Hyper.Number("norm_eps") };
        GramianRows.Check(row, () => new CaGrad(options));
    }

    [Test]
    public void WithoutRadiusItIsTheMean() => Properties.Hold(Jacobian.Typical(), jacobian => Assert.That(
        new CaGrad(new CaGradOptions { C = 0 }).Weights(jacobian.Gramian(), jacobian.Losses), Is.All.EqualTo(1.0 / jacobian.Tasks)));

    [Test]
    public void FromRadiusOneOnItHarmsNoTask() => Properties.Hold(Jacobian.Awkward(), jacobian =>
    {
        var gramian = jacobian.Gramian();
        var weights = new CaGrad(new CaGradOptions { C = 1.5 }).Weights(gramian, jacobian.Losses);
        for (var i = 0; i < jacobian.Tasks; i++)
        {
            var gain = Enumerable.Range(0, jacobian.Tasks).Sum(j => weights[j] * gramian[i, j]);
            Assert.That(gain, Is.GreaterThanOrEqualTo(-1e-9 * gramian.Norm(i) * jacobian.Size(weights)));
        }
    });

    [TestCase(CaGradRescaling.Linear, 1.5)]
    [TestCase(CaGradRescaling.Square, 1.25)]
    public void RescalingDividesTheStep(CaGradRescaling rescale, double divisor) => Properties.Hold(Jacobian.Typical(), jacobian =>
    {
        var gramian = jacobian.Gramian();
        var plain = Make(jacobian.Tasks).Weights(gramian, jacobian.Losses);
        var rescaled = new CaGrad(new CaGradOptions { Rescale = rescale }).Weights(gramian, jacobian.Losses);

        Assert.That(rescaled, Is.EqualTo(plain.Select(w => w / divisor)).Within(1e-14 * plain.Max()));
    });
}
