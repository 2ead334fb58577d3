namespace SystemTorch.Tests.Tensors;

public sealed class IndexingTests
{
    [Test]
    public void Plain_indices_give_views()
    {
        var x = zeros(3, 4);
        x[1].fill_(1);
        x[.., 1..3].add_(1);
        x[TensorIndex.Ellipsis, -1].fill_(7);
        Assert.That(x.data<float>().ToArray(), Is.EqualTo(new float[] { 0, 1, 1, 7, 1, 2, 2, 7, 0, 1, 1, 7 }));
    }

    [Test]
    public void Assignment_broadcasts()
    {
        var x = zeros(2, 3);
        x[TensorIndex.Colon, 1] = tensor(5f);
        x[0] = tensor(new float[] { 1, 2, 3 });
        Assert.That(x.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2, 3, 0, 5, 0 }));
    }

    [Test]
    public void Tensors_and_slices_are_mixed()
    {
        var x = arange(24).view(2, 3, 4);
        var (planes, columns) = (tensor(new long[] { 1, 0 }), tensor(new long[] { 0, 3 }));
        var picked = x[TensorIndex.Tensor(planes), TensorIndex.Slice(1, 3), TensorIndex.Tensor(columns)];
        Assert.That(picked.shape, Is.EqualTo(new long[] { 2, 2 }));
        Assert.That(picked.data<long>().ToArray(), Is.EqualTo(new long[] { 16, 20, 7, 11 }));
    }

    [Test]
    public void Values_are_accumulated_where_an_index_repeats()
    {
        var x = zeros(3);
        x.index_put_(ones(3), [tensor(new long[] { 1, 1, 2 })], accumulate: true);
        Assert.That(x.data<float>().ToArray(), Is.EqualTo(new float[] { 0, 2, 1 }));
    }

    [Test]
    public void New_dimensions()
    {
        var x = ones(2, 3);
        Assert.Multiple(() =>
        {
            Assert.That(x[TensorIndex.Null].shape, Is.EqualTo(new long[] { 1, 2, 3 }));
            Assert.That(x[TensorIndex.Ellipsis, TensorIndex.None].shape, Is.EqualTo(new long[] { 2, 3, 1 }));
        });
    }

    [Test]
    public void A_truth_value_as_an_index_is_not_supported()
        => Assert.That(() => ones(2)[TensorIndex.Bool(true)], Throws.TypeOf<NotSupportedException>());

    [Test]
    public void Too_many_indices_are_refused() => Assert.That(() => ones(2, 3)[0, 0, 0], Throws.Exception);

    [Test]
    public void Indexing_leaves_one_tensor()
    {
        var x = ones(4, 5);
        var mask = x > 0;
        var row = ones(5);
        long before = Lifetimes.Live.CountAfterCollection();
        using (x[1..3, ^2..])
        using (x[mask])
        using (x[0, 1])
            Assert.That(LiveTensors.Count - before, Is.EqualTo(3));
        x[1..3] = row;
        Assert.That(LiveTensors.Count, Is.EqualTo(before));
        GC.KeepAlive(x);
    }
}
