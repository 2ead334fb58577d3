using Parity.Tests.Support;

namespace Parity.Tests.Product;

public sealed class IndexingTests
{
    private readonly Transcript transcript = new();

    [Test]
    public void Reading_by_index_slice_and_mask()
    {
        var x = Sample();
        var rows = tensor(new long[] { 2, 0 });
        transcript.Say("select", x.index_select(0, rows));
        transcript.Say("slice", x[TensorIndex.Slice(1, 3), TensorIndex.Slice(null, null, 2)]);
        transcript.Say("range", x[..2, ^3..]);
        transcript.Say("int", x[-1]);
        transcript.Say("two", x[1, 2]);
        transcript.Say("ellipsis", x[TensorIndex.Ellipsis, 0]);
        transcript.Say("null", x[TensorIndex.Null, 0]);
        transcript.Say("by tensor", x[rows]);
        transcript.Say("mixed", x[TensorIndex.Colon, TensorIndex.Tensor(rows)]);
        transcript.Say("mask", x[x > 0]);
        transcript.ShouldBeAsExpected();
    }

    [Test]
    public void Writing_by_index_slice_and_mask()
    {
        var x = Sample();
        var rows = tensor(new long[] { 2, 0 });
        var y = x.clone();
        y[0] = zeros(6);
        y[TensorIndex.Slice(1, 3), 2] = ones(2);
        y[y < -1] = tensor(9f);
        y[1, 1] = tensor(5f);
        y.index_put_(ones(2, 6), rows);
        transcript.Say("assigned", y);
        transcript.ShouldBeAsExpected();
    }

    [Test]
    public void Choosing_sorting_and_scattering()
    {
        var x = Sample();
        var rows = tensor(new long[] { 2, 0 });
        transcript.Say("one_hot", F.one_hot(rows, 4));
        var (values, indices) = x.topk(3);
        transcript.Say("topk", values);
        transcript.Say("topk i", indices);
        (values, indices) = x.sort(1, true);
        transcript.Say("sort", values);
        transcript.Say("sort i", indices);
        transcript.Say("gather", x.gather(1, tensor(new long[] { 0, 1, 2, 3 }).view(4, 1)));
        transcript.Say("where", where(x > 0, x, zeros_like(x)));
        transcript.Say("argsort", x.argsort(1));
        transcript.Say("scatter_add", zeros(4, 6).scatter_add(0, zeros(new long[] { 4, 6 }, int64), x));
        transcript.Say("unique", tensor(new long[] { 3, 1, 3 }).unique().output);
        transcript.Say("bincount", tensor(new long[] { 3, 1, 3 }).bincount(null));
        transcript.Say("nonzero", (x > 0).nonzero());
        transcript.Say("masked_select", x.masked_select(x > 1));
        transcript.ShouldBeAsExpected();
    }

    [Test]
    public void Joining_splitting_and_reshaping()
    {
        var x = Sample();
        transcript.Say("cat", cat(new[] { x, x }, 1));
        transcript.Say("stack", stack(new[] { x, x }));
        transcript.Say("split", string.Join(" ", x.split(4, 1).Select(Fingerprint.Of)));
        transcript.Say("chunk", x.chunk(2).Length);
        transcript.Say("unbind", x.unbind().Length);
        transcript.Say("pad", F.pad(x, new long[] { 1, 1 }));
        transcript.Say("repeat", x.repeat(1, 2));
        transcript.Say("expand", x[0].expand(3, 6));
        transcript.Say("flip", x.flip(1));
        transcript.Say("roll", x.roll(2, 1));
        transcript.Say("meshgrid", meshgrid(new[] { arange(2), arange(3) })[1]);
        transcript.ShouldBeAsExpected();
    }

    private static Tensor Sample()
    {
        manual_seed(9);
        return randn(4, 6);
    }
}
