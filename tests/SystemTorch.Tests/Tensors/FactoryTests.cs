namespace SystemTorch.Tests.Tensors;

/// <summary>Tensors from managed memory.</summary>
public sealed class FactoryTests
{
    [Test]
    public void Arrays_of_every_element_type_become_tensors()
    {
        Assert.Multiple(() =>
        {
            Assert.That(tensor(new byte[] { 1, 255 }).data<byte>().ToArray(), Is.EqualTo(new byte[] { 1, 255 }));
            Assert.That(tensor(new sbyte[] { 1, -1 }).data<sbyte>().ToArray(), Is.EqualTo(new sbyte[] { 1, -1 }));
            Assert.That(tensor(new short[] { 1, -1 }).data<short>().ToArray(), Is.EqualTo(new short[] { 1, -1 }));
            Assert.That(tensor(new[] { 1, -1 }).data<int>().ToArray(), Is.EqualTo(new[] { 1, -1 }));
            Assert.That(tensor(new long[] { 1, -1 }).data<long>().ToArray(), Is.EqualTo(new long[] { 1, -1 }));
            Assert.That(tensor(new[] { 1f, -1 }).data<float>().ToArray(), Is.EqualTo(new[] { 1f, -1 }));
            Assert.That(tensor(new[] { 1.0, -1 }).data<double>().ToArray(), Is.EqualTo(new[] { 1.0, -1 }));
            Assert.That(tensor(new[] { true, false }).data<bool>().ToArray(), Is.EqualTo(new[] { true, false }));
        });
    }

    [Test]
    public void Arrays_of_several_dimensions_keep_their_shape()
    {
        var cube = tensor(new long[,,] { { { 1, 2 }, { 3, 4 }, { 5, 6 } } });
        Assert.That(cube.shape, Is.EqualTo(new long[] { 1, 3, 2 }));
        Assert.That(cube.data<long>().ToArray(), Is.EqualTo(new long[] { 1, 2, 3, 4, 5, 6 }));
    }

    [Test]
    public void The_array_is_copied()
    {
        var array = new[] { 1f, 2 };
        var copy = tensor(array);
        array[0] = 9;
        Assert.That(copy.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2 }));
    }

    [Test]
    public void Values_take_a_shape_and_a_type()
    {
        var halves = tensor(new float[] { 1, 2, 3, 4 }, [2, 2], float64);
        Assert.That((halves.dtype, halves.dim(), (double)halves[1, 0]), Is.EqualTo((float64, 2L, 3.0)));
    }

    [Test]
    public void An_empty_array_becomes_an_empty_tensor()
    {
        Assert.That(tensor(Array.Empty<float>()).shape, Is.EqualTo(new long[] { 0 }));
        Assert.That(zeros(0, 3).sum().item<float>(), Is.Zero);
    }

    [Test]
    public void Leaves_require_gradients()
    {
        Assert.That(tensor(new[] { 1f }, requires_grad: true).requires_grad, Is.True);
        Assert.That(ones([2], requires_grad: true).requires_grad, Is.True);
        Assert.That(randn(2, requires_grad: true).requires_grad, Is.True);
    }

    [Test]
    public void Names_of_dimensions_are_not_supported()
        => Assert.That(() => ones([2], names: ["a"]), Throws.TypeOf<NotSupportedException>().With.Message.Contains("names"));

    [Test]
    public void One_tensor_concatenated_is_not_copied()
    {
        var one = zeros(3);
        cat(new[] { one }).fill_(4);
        Assert.That(one.data<float>().ToArray(), Has.All.EqualTo(4));
    }
}
