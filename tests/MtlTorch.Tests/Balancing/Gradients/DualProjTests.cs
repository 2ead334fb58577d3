using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing.Gradients;

public sealed class DualProjTests : GramianContract
{
    protected override bool HarmsNoTask => true;

    protected override IGramianWeighting Make(int tasks) => (IGramianWeighting)new DualProjOptions().Build(Contexts.Of(tasks));

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "DualProj", "exact_unregularised" })]
    public void WithoutRegularizationEqualsTheExactProjection(AggregatorCase row) => GramianRows.Check(row, () => Make(row.Tasks()));

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "DualProj", "torchjd" })]
    public void WithRegularizationEqualsTheRecordedProjection(AggregatorCase row) =>
        GramianRows.Check(row, () => new DualProj(Regularized(row), [.. Enumerable.Repeat(1.0 / row.Tasks(), row.Tasks())]));

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "DualProj", "torchjd_pref" })]
    public void WithPreferenceEqualsTheRecordedProjection(AggregatorCase row) =>
        GramianRows.Check(row, () => new DualProj(Regularized(row), row.Inputs.List<double>("pref_vector")));

    [Test]
    public void AMeanThatHarmsNoTaskStays() => Properties.Hold(Jacobian.Typical(), jacobian =>
    {
        // No element is negative, so no product of two gradients is.
        var friendly = new Jacobian([.. jacobian.Rows.Select(row => row.Select(Math.Abs).ToArray())]);

        Assert.That(Make(friendly.Tasks).Weights(friendly.Gramian(), friendly.Losses), Is.All.EqualTo(1.0 / friendly.Tasks));
    });

    private static DualProjOptions Regularized(AggregatorCase row) => new() { Regularization = row.Hyper.Number("reg_eps"), NormEpsilon = row.Hyper.Number("norm_eps") };
}
