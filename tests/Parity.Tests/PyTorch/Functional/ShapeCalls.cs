using Parity.Tests.Support;

namespace Parity.Tests.PyTorch.Functional;

/// <summary>Splitting, joining and rearranging.</summary>
internal static class ShapeCalls
{
    public static readonly Dictionary<string, Func<object>> All = new()
    {
        ["tensor_split"] = () => tensor_split(X, 4, 1),
        ["tensor_split at places"] = () => tensor_split(X, [1, 3], 0),
        ["split unequally"] = () => split(X, [1, 3, 2], 1),
        ["stacks"] = () => (vstack([X[0], X]), hstack([X, X]), dstack([X, X]), column_stack([X[TensorIndex.Colon, 0], X])),
        ["broadcast"] = () => (broadcast_to(X[0], 2, 6), broadcast_tensors(X[..1], X[.., ..1])),
        ["flips"] = () => (fliplr(X), flipud(X), flip(X, 0, 1), X.rot90()),
        ["rolled"] = () => (roll(X, (1, 2), (0, 1)), roll(X, 5)),
        ["movedim"] = () => movedim(Pattern.Of(0, 2, 3, 4), [0, 1], [1, 2]),
        ["unfold"] = () => X.unfold(1, 3, 2),
        ["as_strided"] = () => X.as_strided([2, 3], [6, 2], 1),
        ["triangles"] = () => (tril_indices(3, 4, -1), triu_indices(3, 4, 1), X.tril(1), X.triu(-1)),
        ["diagonals"] = () => (diag_embed(X, 1), diagonal(X, -1), X[0].diagflat(2)),
        ["combinations"] = () => combinations(tensor(new long[] { 1, 2, 3 }), with_replacement: true),
        ["cartesian_prod"] = () => cartesian_prod(tensor(new long[] { 1, 2 }), tensor(new long[] { 3, 4 })),
        ["pixel_shuffle"] = () => F.pixel_shuffle(Pattern.Of(0, 1, 8, 2, 3), 2),
        ["pixel_unshuffle"] = () => F.pixel_unshuffle(Pattern.Of(0, 1, 2, 4, 6), 2),
    };

    private static Tensor X => Pattern.Of(0, 4, 6);
}
