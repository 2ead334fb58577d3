using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing.Gradients;

public sealed class UpGradTests : GramianContract
{
    protected override bool HarmsNoTask => true;

    protected override IGramianWeighting Make(int tasks) => (IGramianWeighting)new UpGradOptions().Build(Contexts.Of(tasks));

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "UPGrad", "exact_unregularised" })]
    public void WithoutRegularizationEqualsTheExactProjection(AggregatorCase row) => GramianRows.Check(row, () => Make(row.Tasks()));

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "UPGrad", "torchjd" })]
    public void WithRegularizationEqualsTheRecordedProjection(AggregatorCase row) =>
        GramianRows.Check(row, () => new UpGrad(Regularized(row), [.. Enumerable.Repeat(1.0 / row.Tasks(), row.Tasks())]));

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "UPGrad", "torchjd_pref" })]
    public void WithPreferenceEqualsTheRecordedProjection(AggregatorCase row) =>
        GramianRows.Check(row, () => new UpGrad(Regularized(row), row.Inputs.List<double>("pref_vector")));

    [Test]
    public void APreferenceForOtherTasksIsRefused() => Assert.That(
        () => new UpGradOptions { Preference = [1, 2] }.Build(Contexts.Of(3)),
        Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo("preference: has 2 numbers, and there are 3 tasks. Give one number per task, in the order of the tasks."));

    private static UpGradOptions Regularized(AggregatorCase row) => new() { Regularization = row.Hyper.Number("reg_eps"), NormEpsilon = row.Hyper.Number("norm_eps") };
}
