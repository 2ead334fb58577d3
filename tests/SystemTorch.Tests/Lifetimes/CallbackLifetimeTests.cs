using SystemTorch.Tests.Autograd;

namespace SystemTorch.Tests.Lifetimes;

/// <summary>Custom functions keep their tensors only as long as the graph lives.</summary>
public sealed class CallbackLifetimeTests
{
    private static readonly Dictionary<string, Action> Rounds = new()
    {
        ["backward"] = () => Square.apply(Leaf()).sum().backward(),
        ["backward never called"] = () => Square.apply(Leaf()),
        ["a saved output"] = () => Exponential.apply(Leaf()).sum().backward(),
        ["a saved output, backward never called"] = () => Exponential.apply(Leaf()),
        ["two outputs"] = () => SquareAndMultiple.apply(Leaf(), 2.0)[1].sum().backward(),
        ["declined zeros"] = () => Noting.apply(Leaf(), false)[0].sum().backward(),
        ["no graph"] = () => Square.apply(ones(3)),
        ["second derivative"] = SecondDerivative,
        ["failing backward"] = () => Assert.That(() => Failing.apply(Leaf(), "").sum().backward(), Throws.TypeOf<FormatException>()),
        ["failing forward"] = () => Assert.That(() => Failing.apply(Leaf(), "forward"), Throws.TypeOf<FormatException>()),
        ["refused operator in backward"] = () => Assert.That(() => Misshaping.apply(Leaf()).sum().backward(), Throws.Exception),
        ["hooks"] = Hooks,
    };

    private static IEnumerable<string> Names => Rounds.Keys;

    [TestCaseSource(nameof(Names))]
    public void Nothing_is_left_behind(string name)
    {
        Rounds[name]();
        long before = Live.CountAfterCollection();
        for (int i = 0; i < 200; i++)
        {
            using var scope = NewDisposeScope();
            Rounds[name]();
        }
        Assert.That(Live.CountAfterCollection(), Is.EqualTo(before));
    }

    [Test]
    public void Saved_tensors_go_with_the_graph_not_with_the_scope()
    {
        Tensor y;
        using (var scope = NewDisposeScope())
            y = Square.apply(Leaf()).sum().MoveToOuterDisposeScope();
        Assert.That(() => y.backward(), Throws.Nothing);
    }

    private static Tensor Leaf() => ones(3, requires_grad: true);

    private static void SecondDerivative()
    {
        var x = Leaf();
        var first = autograd.grad([Square.apply(x).sum()], [x], retain_graph: true, create_graph: true)[0];
        autograd.grad([first.sum()], [x]);
    }

    private static void Hooks()
    {
        using var layer = nn.Linear(3, 3);
        layer.register_forward_pre_hook((module, input) => input + 1);
        layer.register_forward_hook((module, input, output) => output * 2);
        layer.call(Leaf()).sum().backward();
    }
}
