using Parity.Tests.Support;

namespace Parity.Tests.Product;

public sealed class StateTests
{
    private readonly Transcript transcript = new();

    [Test]
    public void A_state_loads_into_another_module()
    {
        manual_seed(8);
        using var a = new TwoTask();
        using var b = new TwoTask();
        var x = randn(4, 1, 8, 8);
        a.call(x);
        var (missing, extra) = b.load_state_dict(a.state_dict());
        a.eval();
        b.eval();
        transcript.Say("same after load", a.call(x).Item1.allclose(b.call(x).Item1, 0, 0));
        transcript.Say("missing", missing.Count + extra.Count);
        SayOfIncomplete(a, b);
        transcript.ShouldBeAsExpected();
    }

    [Test]
    public void Modules_move_forget_gradients_and_end()
    {
        manual_seed(8);
        using var net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4));
        net.to(float64);
        transcript.Say("to float64", net.call(randn(4, 3, dtype: float64)).dtype);
        transcript.Say("to float64 state", string.Join(" ", net.state_dict().Select(e => e.Key + e.Value.dtype)));
        var gone = new TwoTask();
        gone.zero_grad();
        transcript.Say("grad", gone.parameters().First().grad is null);
        var first = gone.parameters().First();
        gone.Dispose();
        transcript.Say("disposed", $"{first.IsInvalid} {gone.parameters().Count()}");
        transcript.ShouldBeAsExpected();
    }

    private void SayOfIncomplete(TwoTask a, TwoTask b)
    {
        var state = a.state_dict();
        state.Remove("_conv.weight");
        var (missing, extra) = b.load_state_dict(state, strict: false);
        transcript.Say("missing, not strict", $"{missing.Count} {missing[0]} {extra.Count}");
        try
        {
            b.load_state_dict(state);
            transcript.Say("strict", "no exception");
        }
        catch (InvalidOperationException)
        {
            transcript.Say("strict", nameof(InvalidOperationException));
        }
    }
}
