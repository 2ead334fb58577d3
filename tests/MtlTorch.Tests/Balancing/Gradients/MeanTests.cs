using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing.Gradients;

public sealed class MeanTests : GramianContract
{
    protected override IGramianWeighting Make(int tasks) => new Mean();

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "Mean", "torchjd" })]
    public void EqualsTheRecordedMean(AggregatorCase row) => GramianRows.Check(row, () => new Mean());
}
