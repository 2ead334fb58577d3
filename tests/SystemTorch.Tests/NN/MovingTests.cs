using static TorchSharp.torch.nn;

namespace SystemTorch.Tests.NN;

/// <summary>Conversion of modules to other element types, which is the same code as moving to another device.</summary>
public sealed class MovingTests
{
    [Test]
    public void Parameters_stay_the_same_objects_and_keep_their_gradients()
    {
        using var layer = Linear(2, 2);
        var weight = layer.weight;
        layer.call(ones(1, 2)).sum().backward();
        Assert.That(layer.to(float64), Is.SameAs(layer));
        Assert.Multiple(() =>
        {
            Assert.That(layer.weight, Is.SameAs(weight));
            Assert.That((weight.dtype, weight.grad!.dtype), Is.EqualTo((float64, float64)));
            Assert.That((weight.requires_grad, weight.is_leaf), Is.EqualTo((true, true)));
            Assert.That(weight.grad!.data<double>().ToArray(), Has.All.EqualTo(1));
        });
    }

    [Test]
    public void Whole_numbers_are_not_converted()
    {
        using var norm = BatchNorm1d(2);
        norm.to(float64);
        Assert.That((norm.running_mean.dtype, norm.num_batches_tracked.dtype), Is.EqualTo((float64, int64)));
    }

    [Test]
    public void A_module_cannot_become_one_of_whole_numbers()
    {
        using var layer = Linear(2, 2);
        Assert.That(() => layer.to(int32), Throws.ArgumentException);
    }

    [Test]
    public void An_optimizer_made_before_no_longer_knows_the_parameters()
    {
        using var layer = Linear(2, 2);
        using var optimizer = optim.SGD(layer.parameters(), 0.1);
        layer.to(float64);
        layer.call(ones(1, 2, dtype: float64)).sum().backward();
        Assert.That(() => optimizer.step(), Throws.TypeOf<KeyNotFoundException>());
    }

    [Test]
    public void Moving_where_it_already_is_changes_nothing()
    {
        using var layer = Linear(2, 2);
        var handle = layer.weight.Handle;
        layer.to(CPU).to(float32);
        Assert.That(layer.weight.Handle, Is.EqualTo(handle));
    }

    [Test]
    public void Moving_leaves_no_tensor_behind()
    {
        using var net = Sequential(Linear(2, 2), BatchNorm1d(2));
        net.call(ones(3, 2)).sum().backward();
        long before = Lifetimes.Live.CountAfterCollection();
        net.to(float64).to(float32);
        Assert.That(LiveTensors.Count, Is.EqualTo(before));
    }
}
