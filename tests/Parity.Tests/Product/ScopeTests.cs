using Parity.Tests.Support;

namespace Parity.Tests.Product;

public sealed class ScopeTests
{
    private readonly Transcript transcript = new();

    [Test]
    public void Scopes_own_move_detach_and_count()
    {
        var statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        statistics.TensorStatistics.Reset();
        var outside = ones(1);
        var (kept, gone) = UseNestedScopes(statistics);
        transcript.Say("gone", gone.IsInvalid);
        transcript.Say("kept", kept.IsInvalid);
        transcript.Say("stats", statistics.ToString());
        outside.Dispose();
        kept.Dispose();
        transcript.Say("stats end", statistics.ToString());
        transcript.ShouldBeAsExpected();
    }

    [Test]
    public void Modules_survive_the_scope_they_are_made_in()
    {
        using var scope = NewDisposeScope();
        var layer = nn.Linear(2, 2);
        transcript.Say("module in scope", scope.DisposablesCount);
        var optimizer = optim.Adam(layer.parameters());
        layer.call(ones(1, 2)).sum().backward();
        optimizer.step();
        transcript.Say("after step", layer.weight.IsInvalid);
        transcript.ShouldBeAsExpected();
    }

    private (Tensor Kept, Tensor Gone) UseNestedScopes(ThreadDisposeScopeStatistics statistics)
    {
        using var outer = NewDisposeScope();
        Tensor moved;
        Tensor gone;
        using (var inner = NewDisposeScope())
        {
            gone = ones(1);
            moved = ones(2).MoveToOuterDisposeScope();
            var changed = ones(1);
            changed.add_(1);
            changed.Dispose();
            transcript.Say("inner", inner.DisposablesCount);
        }
        transcript.Say("outer", $"{outer.DisposablesCount} {outer.Contains(moved)}");
        var kept = ones(3).DetachFromDisposeScope();
        var spared = ones(4);
        outer.DisposeEverythingBut(spared);
        transcript.Say("but", $"{spared.IsInvalid} {moved.IsInvalid}");
        transcript.Say("named", statistics.TensorStatistics.ToString());
        return (kept, gone);
    }
}
