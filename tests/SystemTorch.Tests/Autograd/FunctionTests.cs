using System.Runtime.InteropServices;

namespace SystemTorch.Tests.Autograd;

/// <summary>Custom functions as nodes of the graph.</summary>
public sealed class FunctionTests
{
    [Test]
    public void One_output()
    {
        var x = Leaf();
        var y = Square.apply(x * 3);
        y.sum().backward();
        Assert.That(ValuesOf(y), Is.EqualTo(new float[] { 9, 36 }));
        Assert.That(ValuesOf(x.grad!), Is.EqualTo(new float[] { 18, 36 }));
    }

    [Test]
    public void Two_outputs_and_an_argument_that_is_no_tensor()
    {
        var x = Leaf();
        var outputs = SquareAndMultiple.apply(x, 3.0);
        (outputs[0].sum() + outputs[1].sum()).backward();
        Assert.That(ValuesOf(x.grad!), Is.EqualTo(new float[] { 5, 7 }));
    }

    [Test]
    public void An_unused_output_has_a_gradient_of_zeros()
    {
        var x = Leaf();
        SquareAndMultiple.apply(x, 3.0)[1].sum().backward();
        Assert.That(ValuesOf(x.grad!), Is.EqualTo(new float[] { 3, 3 }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Zeros_can_be_declined(bool materialize)
    {
        var x = Leaf();
        var outputs = Noting.apply(x, materialize);
        outputs[1].sum().backward();
        Assert.That(Noting.GradientsAreThere, Is.EqualTo(new[] { materialize, true, materialize }));
    }

    [Test]
    public void An_output_can_be_marked_as_not_differentiable()
    {
        var outputs = Noting.apply(Leaf(), true);
        Assert.That(outputs.Select(output => output.requires_grad), Is.EqualTo(new[] { true, true, false }));
    }

    [Test]
    public void An_argument_changed_in_place_keeps_its_history()
    {
        var x = Leaf();
        var inner = x * 1;
        var y = DoubleInPlace.apply(inner);
        y.sum().backward();
        Assert.That(ValuesOf(inner), Is.EqualTo(new float[] { 2, 4 }));
        Assert.That(ValuesOf(x.grad!), Is.EqualTo(new float[] { 2, 2 }));
    }

    [Test]
    public void A_saved_output_can_be_used_in_backward()
    {
        var x = Leaf();
        Exponential.apply(x).sum().backward();
        Assert.That(x.grad!.allclose(x.exp()), Is.True);
    }

    [Test]
    public void Second_derivatives_run_through_backward()
    {
        var x = Leaf();
        var first = autograd.grad([Square.apply(x).sum()], [x], retain_graph: true, create_graph: true)[0];
        Assert.That(ValuesOf(autograd.grad([first.sum()], [x])[0]), Is.EqualTo(new float[] { 2, 2 }));
    }

    [Test]
    public void The_graph_is_gone_after_backward()
    {
        var y = Square.apply(Leaf()).sum();
        y.backward();
        Assert.That(() => y.backward(), Throws.TypeOf<ExternalException>());
    }

    [Test]
    public void A_retained_graph_runs_again()
    {
        var x = Leaf();
        var y = Square.apply(x).sum();
        y.backward(retain_graph: true);
        y.backward();
        Assert.That(ValuesOf(x.grad!), Is.EqualTo(new float[] { 4, 8 }));
    }

    [Test]
    public void Nothing_is_recorded_without_a_leaf_that_requires_it_or_under_no_grad()
    {
        Assert.That(Square.apply(ones(2)).requires_grad, Is.False);
        using (no_grad())
            Assert.That(Square.apply(Leaf()).requires_grad, Is.False);
    }

    [Test]
    public void Forward_itself_is_not_recorded()
    {
        var x = Leaf();
        var y = Square.apply(x);
        var gradients = autograd.grad([y.sum()], [x]);
        Assert.That(gradients[0].requires_grad, Is.False);
        Assert.That(is_grad_enabled(), Is.True);
    }

    private static Tensor Leaf() => tensor(new float[] { 1, 2 }, requires_grad: true);

    private static float[] ValuesOf(Tensor t) => t.data<float>().ToArray();
}
