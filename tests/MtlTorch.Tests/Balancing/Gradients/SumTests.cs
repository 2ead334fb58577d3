using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing.Gradients;

public sealed class SumTests : GramianContract
{
    protected override IGramianWeighting Make(int tasks) => new Sum();

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "Sum", "torchjd" })]
    public void EqualsTheRecordedSum(AggregatorCase row) => GramianRows.Check(row, () => new Sum());
}
