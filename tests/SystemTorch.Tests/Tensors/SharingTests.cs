namespace SystemTorch.Tests.Tensors;

/// <summary>Several managed objects on one native tensor, and several tensors on one memory.</summary>
public sealed class SharingTests
{
    [Test]
    public void In_place_members_return_the_object_they_are_called_on()
    {
        var x = ones(2);
        Assert.That(x.add_(1).mul_(2), Is.SameAs(x));
        Assert.That(x.data<float>().ToArray(), Is.EqualTo(new float[] { 4, 4 }));
    }

    /// <summary>As in TorchSharp, which matters where the result is disposed of.</summary>
    [Test]
    public void Some_in_place_members_return_another_object()
    {
        var x = ones(2, 2);
        Func<Tensor>[] others = [x.zero_, x.gelu_, () => x.tril_(), () => x.triu_()];
        foreach (var other in others)
        {
            using var result = other();
            Assert.That(result, Is.Not.SameAs(x));
        }
        Assert.That(x.IsInvalid, Is.False);
    }

    [Test]
    public void Gradients_are_shared_but_each_object_is_new()
    {
        var w = ones(2, requires_grad: true);
        w.sum().backward();
        var first = w.grad!;
        var second = w.grad!;
        Assert.That(first, Is.Not.SameAs(second));
        first.fill_(5);
        first.Dispose();
        Assert.That(second.data<float>().ToArray(), Has.All.EqualTo(5));
    }

    [Test]
    public void An_assigned_gradient_is_a_view_that_survives_its_object()
    {
        var flat = zeros(4);
        var w = ones(2, requires_grad: true);
        using (var view = flat.narrow(0, 2, 2))
            w.grad = view;
        (w * 3).sum().backward();
        Assert.That(flat.data<float>().ToArray(), Is.EqualTo(new float[] { 0, 0, 3, 3 }));
        w.grad = null;
        Assert.That(w.grad, Is.Null);
    }

    [Test]
    public void A_parameter_takes_its_tensor_over()
    {
        var data = ones(2);
        var parameter = new Parameter(data);
        Assert.That((data.IsInvalid, parameter.requires_grad), Is.EqualTo((true, true)));
        Assert.That(() => data.numel(), Throws.InvalidOperationException);
    }

    [Test]
    public void A_parameter_can_be_put_on_other_memory()
    {
        var flat = arange(4, dtype: float32);
        var parameter = new Parameter(zeros(2));
        using (no_grad())
            parameter.set_(flat.narrow(0, 1, 2));
        flat.mul_(10);
        Assert.That(parameter.data<float>().ToArray(), Is.EqualTo(new float[] { 10, 20 }));
        Assert.That(parameter.is_leaf, Is.True);
    }

    [Test]
    public void Objects_are_equal_by_value_and_hashed_by_identity()
    {
        var a = ones(2);
        var b = ones(2);
        Assert.That(a.Equals(b), Is.True);
        Assert.That(new HashSet<Tensor> { a, b }, Has.Count.EqualTo(2));
    }
}
