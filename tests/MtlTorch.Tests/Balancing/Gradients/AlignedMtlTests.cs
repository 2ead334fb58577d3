using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing.Gradients;

public sealed class AlignedMtlTests : GramianContract
{
    protected override IGramianWeighting Make(int tasks) => (IGramianWeighting)new AlignedMtlOptions().Build(Contexts.Of(tasks));

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "AlignedMTL", "torchjd_min" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "AlignedMTL", "torchjd_min_eps64" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "AlignedMTL", "torchjd_median" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "AlignedMTL", "torchjd_median_eps64" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "AlignedMTL", "torchjd_rmse" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "AlignedMTL", "torchjd_rmse_eps64" })]
    public void EqualsTheRecordedAverage(AggregatorCase row) => Check(row, [.. Enumerable.Repeat(1.0 / row.Tasks(), row.Tasks())]);

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "AlignedMTL", "torchjd_min_pref" })]
    public void WithPreferenceEqualsTheRecordedAverage(AggregatorCase row) => Check(row, row.Inputs.List<double>("pref_vector"));

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "AlignedMTL", "libmtl_eps32" })]
    public void WithPreferenceOneEqualsTheAuthorsSum(AggregatorCase row) => Check(row, [.. Enumerable.Repeat(1.0, row.Tasks())]);

    [Test]
    public void TheAlignedGradientsAreOrthogonalAndAsLongAsTheShortestComponent() => Properties.Hold(Jacobian.Typical(), jacobian =>
    {
        var gramian = jacobian.Gramian();
        var aligned = Enumerable.Range(0, jacobian.Tasks).Select(i =>
        {
            var only = new double[jacobian.Tasks];
            only[i] = 1;
            return jacobian.Direction(new AlignedMtl(ComponentScale.Min, only).Weights(gramian, jacobian.Losses));
        });
        var products = new Jacobian([.. aligned]).Gramian();
        for (var i = 0; i < jacobian.Tasks; i++)
        {
            for (var j = 0; j < jacobian.Tasks; j++)
            {
                Assert.That(products[i, j], Is.EqualTo(i == j ? products[0, 0] : 0).Within(1e-8 * products[0, 0]));
            }
        }
    });

    private static void Check(AggregatorCase row, double[] preference)
    {
        var scale = row.Hyper.Text("scale_mode") switch
        {
            "median" => ComponentScale.Median,
            "rmse" => ComponentScale.Mean,
            _ => ComponentScale.Min,
        };
        GramianRows.Check(row, () => new AlignedMtl(scale, preference), row.Hyper.Number("rank_eps"));
    }
}
