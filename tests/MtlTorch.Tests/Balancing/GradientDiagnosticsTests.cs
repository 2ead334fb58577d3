using System.Text.Json;
using MtlTorch.Balancing;

namespace MtlTorch.Tests.Balancing;

public sealed class GradientDiagnosticsTests
{
    private static IEnumerable<TestCaseData> Cases => Golden.Read("conflicts").GetProperty("cases").EnumerateArray()
        .Select(c => new TestCaseData(c).SetArgDisplayNames(c.Text("id")));

    [TestCaseSource(nameof(Cases))]
    public void ItGivesTheRecordedFigures(JsonElement recorded)
    {
        using var scope = torch.NewDisposeScope();
        var expected = recorded.GetProperty("expected");

        var found = GradientDiagnostics.Of(torch.stack(recorded.List<double[]>("J").Select(row => torch.tensor(row))));

        Near(found.Norms, expected.List<double>("grad_norms"));
        Near(found.Cosines.SelectMany(row => row), expected.List<double[]>("cos").SelectMany(row => row));
        Near(found.MagnitudeSimilarities.SelectMany(row => row), expected.List<double[]>("gms").SelectMany(row => row));
        var pairs = expected.Whole("pairs");
        Assert.That(found.ConflictingPairs, Is.EqualTo(pairs == 0 ? 0 : (double)expected.Whole("conflicting_pairs") / pairs));
        if (expected.GetProperty("cond_wellposed").GetBoolean())
        {
            // The smallest singular value is known to about eps times the largest.
            var condition = expected.Number("cond");
            Assert.That(found.ConditionNumber, Is.EqualTo(condition).Within(condition * Math.Max(1e-9, 1e-14 * condition)));
        }
    }

    private static void Near(IEnumerable<double> found, IEnumerable<double> expected) =>
        Assert.That(found, Is.EqualTo(expected).Using<double>((a, b) => Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Abs(b)) ? 0 : a.CompareTo(b)));
}
