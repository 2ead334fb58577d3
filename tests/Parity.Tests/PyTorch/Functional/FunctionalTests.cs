using Parity.Tests.Support;

namespace Parity.Tests.PyTorch.Functional;

/// <summary>Functions with odd arguments; the calls are in the files beside this one, by topic.</summary>
public sealed class FunctionalTests
{
    private static readonly Golden Recorded = Golden.Read("functional");

    private static readonly Dictionary<string, Func<object>> Calls = new(
        ImageCalls.All.Concat(SequenceCalls.All).Concat(StatisticsCalls.All).Concat(ChoosingCalls.All).Concat(ShapeCalls.All)
            .Concat(ActivationCalls.All));

    private static IEnumerable<string> Names => Recorded.Names;

    [TestCaseSource(nameof(Names))]
    public void Functions_follow_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        Recorded.ShouldBe(name, Calls[name]());
    }
}
