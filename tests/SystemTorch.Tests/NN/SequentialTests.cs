using static TorchSharp.torch.nn;

namespace SystemTorch.Tests.NN;

public sealed class SequentialTests
{
    [Test]
    public void What_lies_between_two_modules_is_disposed_of()
    {
        Tensor? between = null;
        using var net = Sequential(Linear(2, 2), Tanh());
        ((Linear)net[0]).register_forward_hook((module, input, output) => between = output);
        using var result = net.call(ones(1, 2));
        Assert.That((between!.IsInvalid, result.IsInvalid), Is.EqualTo((true, false)));
    }

    [Test]
    public void Backward_still_works()
    {
        using var net = Sequential(Linear(2, 3), ReLU(), Linear(3, 1));
        net.call(ones(4, 2)).sum().backward();
        Assert.That(net.parameters().Select(p => p.grad), Has.None.Null);
    }

    /// <summary>As in TorchSharp.</summary>
    [Test]
    public void A_first_module_that_returns_its_input_has_the_caller_s_tensor_disposed_of()
    {
        using var net = Sequential(new Same(), Tanh());
        var input = ones(2);
        net.call(input);
        Assert.That(input.IsInvalid, Is.True);
    }

    [Test]
    public void An_identity_does_not()
    {
        using var net = Sequential(Identity(), Tanh());
        var input = ones(2);
        net.call(input);
        Assert.That(input.IsInvalid, Is.False);
    }

    [Test]
    public void An_empty_sequence_gives_an_alias()
    {
        var input = ones(2);
        var output = Sequential().call(input);
        Assert.That(output, Is.Not.SameAs(input));
        output.fill_(3);
        Assert.That(input.data<float>().ToArray(), Has.All.EqualTo(3));
    }

    [Test]
    public void Parts_share_their_modules()
    {
        using var net = Sequential(Linear(2, 3), ReLU(), Linear(3, 1));
        var tail = net[1..];
        Assert.That((tail.Count, tail[1]), Is.EqualTo((2, net[2])));
        net.append(Linear(1, 1));
        Assert.That(net.named_parameters().Last().name, Is.EqualTo("3.bias"));
    }

    private sealed class Same() : Module<Tensor, Tensor>(nameof(Same))
    {
        public override Tensor forward(Tensor input) => input;
    }
}
