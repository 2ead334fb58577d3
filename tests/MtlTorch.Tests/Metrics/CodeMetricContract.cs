using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace MtlTorch.Tests.Metrics;

/// <summary>The contract for metrics that read which units of a code fired, Bool [N, units].</summary>
public abstract class CodeMetricContract : MetricContract
{
    private protected override Gen<MetricRows> Rows =>
        from units in Gen.Choose(1, 6)
        from count in Gen.Choose(1, 20)
        from fired in Gen.Elements(true, false, false).ArrayOf(count * units)
        select Of(fired, units);

    /// <summary>Rows of a code.</summary>
    private protected static MetricRows Of(bool[] fired, int units) =>
        new(torch.tensor(fired, [fired.Length / units, units]), torch.zeros(fired.Length / units, units));

    /// <summary>All units alike.</summary>
    private protected static MetricRows Alike(MetricRows rows, bool fired) => Of([.. Enumerable.Repeat(fired, rows.Count * rows.Outputs)], rows.Outputs);

    private protected override MetricRows Recorded(JsonElement golden) => throw new NotSupportedException();
}
