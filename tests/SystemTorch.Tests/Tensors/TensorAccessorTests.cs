namespace SystemTorch.Tests.Tensors;

/// <summary>Elements in the order of their indices, whatever the strides.</summary>
public sealed class TensorAccessorTests
{
    [Test]
    public void Elements_of_a_transposed_tensor_come_in_its_order()
    {
        var transposed = arange(6).view(2, 3).t();
        var data = transposed.data<long>();
        Assert.Multiple(() =>
        {
            Assert.That(data.ToArray(), Is.EqualTo(new long[] { 0, 3, 1, 4, 2, 5 }));
            Assert.That(data, Is.EqualTo(new long[] { 0, 3, 1, 4, 2, 5 }));
            Assert.That((data[1], data[1, 1], data[2, 0]), Is.EqualTo((3L, 4L, 2L)));
            Assert.That(data.Count, Is.EqualTo(6));
        });
    }

    [Test]
    public void Writing_writes_the_tensor()
    {
        var matrix = zeros(2, 3);
        var column = matrix.t()[1].data<float>();
        column[0] = 5;
        matrix.data<float>()[1, 2] = 7;
        Assert.That(matrix.data<float>().ToArray(), Is.EqualTo(new float[] { 0, 5, 0, 0, 0, 7 }));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Parts_are_copied_out_and_in(bool isStrided)
    {
        var tensor = isStrided ? zeros(10).view(5, 2)[TensorIndex.Colon, 0] : zeros(5);
        var data = tensor.data<float>();
        data.CopyFrom([9, 1, 2, 3], arrayIndex: 1, tensorIndex: 3);
        Assert.That(data.ToArray(), Is.EqualTo(new float[] { 0, 0, 0, 1, 2 }));
        var part = new float[] { -1, -1, -1, -1 };
        data.CopyTo(part, arrayIndex: 1, tensorIndex: 2);
        Assert.That(part, Is.EqualTo(new float[] { -1, 0, 1, 2 }));
    }

    [TestCase(6)]
    [TestCase(-1)]
    public void An_index_beyond_the_end_is_refused(long index)
        => Assert.That(() => zeros(6).data<float>()[index], Throws.TypeOf<IndexOutOfRangeException>());

    [Test]
    public void An_index_beyond_a_dimension_is_refused()
        => Assert.That(() => zeros(2, 3).data<float>()[0, 3], Throws.TypeOf<IndexOutOfRangeException>());

    [Test]
    public void The_accessor_keeps_its_tensor_alive()
    {
        var data = ones(1000).mul(2).data<float>();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.That(data.ToArray(), Has.All.EqualTo(2f));
    }

    [Test]
    public void Of_empty_tensors_only_a_vector_is_copied()
    {
        Assert.That(zeros(0).data<float>().ToArray(), Is.Empty);
        Assert.That(() => zeros(0, 3).data<float>().ToArray(), Throws.InstanceOf<ArgumentException>(), "TorchSharp cannot either");
    }

    [Test]
    public void Bytes_are_the_tensor_s_memory()
    {
        var tensor = zeros(3, int32);
        tensor.bytes[4] = 1;
        Assert.That(tensor.data<int>().ToArray(), Is.EqualTo(new[] { 0, 1, 0 }));
        tensor.bytes = new byte[] { 2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0 };
        Assert.That(tensor.data<int>().ToArray(), Is.EqualTo(new[] { 2, 0, 256 }));
        Assert.That(() => tensor.bytes = new byte[3], Throws.ArgumentException);
        Assert.That(() => zeros(2, 3).t().bytes.Length, Throws.TypeOf<NotImplementedException>());
    }
}
