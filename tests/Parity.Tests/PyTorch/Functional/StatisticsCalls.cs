using Parity.Tests.Support;

namespace Parity.Tests.PyTorch.Functional;

/// <summary>Distances, norms and reductions.</summary>
internal static class StatisticsCalls
{
    public static readonly Dictionary<string, Func<object>> All = new()
    {
        ["normalize"] = () => F.normalize(X, dim: 0),
        ["normalize by magnitudes"] = () => F.normalize(X, p: 1, dim: 1, eps: 10),
        ["cosine_similarity"] = () => F.cosine_similarity(X, Y, dim: 0),
        ["pairwise_distance"] = () => F.pairwise_distance(X, Y, p: 3, keepdim: true),
        ["cdist"] = () => cdist(X, Y[..3]),
        ["cdist by magnitudes"] = () => cdist(X, Y, p: 1),
        ["dist"] = () => dist(X, Y, 3),
        ["layer_norm"] = () => F.layer_norm(X, [6], Pattern.Of(2, 6), Pattern.Of(3, 6), eps: 0.1),
        ["group_norm"] = () => F.group_norm(Pattern.Of(0, 2, 6, 4), 3, Pattern.Of(2, 6), Pattern.Of(3, 6)),
        ["batch_norm"] = () => F.batch_norm(X, Pattern.Of(2, 6), Pattern.Of(3, 6) + 1, Pattern.Of(4, 6), Pattern.Of(5, 6), eps: 0.01),
        ["quantile"] = () => quantile(X, Probabilities, dim: 1, keepdim: true),
        ["nanquantile"] = () => nanquantile(Holes, Probabilities, dim: 0),
        ["nanmedian"] = () => nanmedian(Holes),
        ["nansum"] = () => nansum(Holes),
        ["histc"] = () => histc(10 * X, 6, min: -3, max: 4),
        ["bincount weighted"] = () => bincount(tensor(new long[] { 3, 1, 3, 0 }), tensor(new float[] { 0.5f, 1, 2, 4 }), minlength: 6),
        ["cov"] = () => cov(X, correction: 0, fweights: tensor(new long[] { 1, 2, 3, 1, 1, 2 })),
        ["corrcoef"] = () => corrcoef(X),
        ["std over both"] = () => std(X, (0, 1), unbiased: false),
        ["var over rows"] = () => X.var(1, unbiased: false, keepdim: true),
        ["aminmax"] = () => aminmax(X, dim: 1, keepdim: true),
        ["amax"] = () => amax(X, [0L, 1], keepdim: true),
        ["amin"] = () => amin(X, [0L]),
        ["mode"] = () => mode(tensor(new long[] { 1, 2, 2, 3, 3, 1 }).view(2, 3), 1).values,
        ["prod"] = () => prod(X, 1, keepdim: true, float64),
        ["logcumsumexp"] = () => logcumsumexp(X, 1),
        ["logsumexp"] = () => logsumexp(X, 1, keepdim: true),
        ["count_nonzero"] = () => count_nonzero(X > 0, [0]),
        ["trapezoid"] = () => trapezoid(X, dx: 0.5, dim: 0),
        ["trapezoid of places"] = () => trapezoid(X, Pattern.Of(1, 6), dim: 1),
        ["diff"] = () => diff(X, 2, 0, prepend: Pattern.Of(1, 1, 6), append: Pattern.Of(2, 2, 6)),
    };

    private static Tensor X => Pattern.Of(0, 4, 6);

    private static Tensor Y => Pattern.Of(1, 4, 6);

    private static Tensor Holes => where(X > 0.3, tensor(float.NaN), X);

    private static Tensor Probabilities => tensor(new float[] { 0.1f, 0.5f, 0.75f });
}
