using System.Runtime.InteropServices;

namespace SystemTorch.Tests.Autograd;

/// <summary>What callbacks throw comes out of the call that led to them, as itself.</summary>
public sealed class CallbackExceptionTests
{
    [Test]
    public void From_forward()
    {
        var failure = Assert.Throws<FormatException>(() => Failing.apply(ones(2, requires_grad: true), "forward"));
        Assert.That(failure.Message, Is.EqualTo("from forward"));
        Assert.That(is_grad_enabled(), Is.True);
    }

    [Test]
    public void From_backward_with_its_own_stack_trace()
    {
        var failure = Assert.Throws<FormatException>(() => Failing.apply(ones(2, requires_grad: true), "").sum().backward());
        Assert.That(failure.Message, Is.EqualTo("from backward"));
        Assert.That(failure.StackTrace, Contains.Substring("Failing.backward"));
        Assert.That(failure.StackTrace, Contains.Substring(nameof(From_backward_with_its_own_stack_trace)));
    }

    [Test]
    public void From_backward_through_autograd_grad()
    {
        var x = ones(2, requires_grad: true);
        Assert.That(() => autograd.grad([Failing.apply(x, "").sum()], [x]), Throws.TypeOf<FormatException>());
    }

    [Test]
    public void From_an_operator_in_backward()
        => Assert.That(() => Misshaping.apply(ones(2, requires_grad: true)).sum().backward(), Throws.TypeOf<ExternalException>());

    [Test]
    public void Too_few_gradients_are_reported()
        => Assert.That(
            () => Forgetful.apply(ones(2, requires_grad: true), ones(2)).sum().backward(),
            Throws.InvalidOperationException.With.Message.Contains("0 gradients for 2 arguments"));

    [Test]
    public void From_a_hook_of_a_module()
    {
        using var layer = nn.Linear(2, 2);
        var hook = layer.register_forward_hook((module, input, output) => throw new FormatException("from the hook"));
        Assert.That(() => layer.call(ones(1, 2)), Throws.TypeOf<FormatException>());
        hook.remove();
        Assert.That(layer.call(ones(1, 2)).shape, Is.EqualTo(new long[] { 1, 2 }));
    }

    [Test]
    public void Gradients_can_be_computed_after_a_failure()
    {
        var x = ones(2, requires_grad: true);
        Assert.That(() => Failing.apply(x, "").sum().backward(), Throws.TypeOf<FormatException>());
        Square.apply(x).sum().backward();
        Assert.That(x.grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 2, 2 }));
    }
}
