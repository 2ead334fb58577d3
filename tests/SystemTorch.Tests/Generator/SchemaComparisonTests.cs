using SystemTorch.Generator;

namespace SystemTorch.Tests.Generator;

/// <summary>Which changes of an operator between two LibTorchs the wrappers bear.</summary>
public sealed class SchemaComparisonTests
{
    private const string Used = "aten::pool(Tensor self, int[2] size, bool ceil=False) -> Tensor";

    [TestCase("aten::pool(Tensor self, SymInt[2] size, bool ceil=False) -> Tensor")]
    [TestCase("aten::pool(Tensor self, int[2] size, bool ceil=False, int? divisor=None) -> Tensor")]
    [TestCase("aten::pool(Tensor self, int[2] size, bool ceil=False, int divisor=1) -> Tensor")]
    public void Harmless_changes(string other) => Assert.That(Differences(other), Is.Empty);

    [TestCase("aten::pool.other(Tensor self, int[2] size, bool ceil=False) -> Tensor", "missing")]
    [TestCase("aten::pool(Tensor self, int[2] size) -> Tensor", "changed")]
    [TestCase("aten::pool(Tensor self, bool ceil=False, int[2] size=1) -> Tensor", "changed")]
    [TestCase("aten::pool(Tensor self, float[2] size, bool ceil=False) -> Tensor", "changed")]
    [TestCase("aten::pool(Tensor self, int[2] size, bool ceil, int divisor) -> Tensor", "changed")]
    public void Changes_that_break_a_wrapper(string other, string difference)
        => Assert.That(Differences(other), Has.One.StartsWith(difference + ": " + Used));

    private static IEnumerable<string> Differences(string other)
        => SchemaComparison.Differences(SchemaReader.Read([Used])["pool"], SchemaReader.Read([other]));
}
