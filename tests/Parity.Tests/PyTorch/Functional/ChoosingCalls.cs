using Parity.Tests.Support;

namespace Parity.Tests.PyTorch.Functional;

/// <summary>Searching, sorting, selecting and replacing.</summary>
internal static class ChoosingCalls
{
    public static readonly Dictionary<string, Func<object>> All = new()
    {
        ["searchsorted"] = () => searchsorted(Sequence, tensor(new float[] { 0, 2, 6 }), right: true),
        ["searchsorted of 32 bits"] = () => searchsorted(Sequence, tensor(new float[] { 0, 2, 9, 10 }).view(2, 2), out_int32: true),
        ["unique"] = () => unique(Whole, sorted: true, return_inverse: true, return_counts: true),
        ["unique rows"] = () => unique(Longs(1, 2, 0, 1, 1, 2).view(3, 2), return_inverse: true, return_counts: true, dim: 0),
        ["isin"] = () => isin(Whole, Longs(3, 7), invert: true),
        ["take_along_dim"] = () => take_along_dim(X, X.argsort(1), 1L),
        ["kthvalue"] = () => X.kthvalue(2, 1),
        ["msort"] = () => msort(X),
        ["sort stable"] = () => sort(Whole, 1, descending: true, stable: true),
        ["topk smallest"] = () => topk(X, 2, 0, largest: false),
        ["masked_select"] = () => masked_select(X, X > 0),
        ["where"] = () => where(X > 0, X, tensor(-1f)),
        ["index_fill"] = () => index_fill(X, 1, Longs(0, 3), 7),
        ["index_add"] = () => index_add(X, 0, Longs(1, 1), Pattern.Of(1, 2, 6), alpha: -2),
        ["scatter"] = () => scatter(X, 1, Longs(0, 2, 1, 5).view(2, 2), Pattern.Of(1, 2, 2)),
        ["repeat_interleave"] = () => repeat_interleave(X, Longs(2, 0, 1, 3), 0),
        ["nan_to_num"] = () => nan_to_num(
            tensor(new float[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1 }), 0.5, posinf: 9, neginf: -9),
        ["clip"] = () => clip(X, -0.2, 0.1),
        ["logit"] = () => logit(X, 0.1),
        ["xlogy"] = () => xlogy(X, 2 + X),
    };

    private static Tensor X => Pattern.Of(0, 4, 6);

    private static Tensor Sequence => tensor(new float[] { 1, 2, 2, 5, 9 });

    private static Tensor Whole => Longs(3, 1, 3, 0, 1, 3).view(2, 3);

    private static Tensor Longs(params long[] values) => tensor(values);
}
