using Parity.Tests.Support;

namespace Parity.Tests.PyTorch;

/// <summary>torch.linalg on matrices of doubles. Where signs are free, magnitudes or products are compared.</summary>
public sealed class LinearAlgebraTests
{
    private static readonly Golden Recorded = Golden.Read("linear_algebra");

    private static readonly Dictionary<string, Func<object>> Calls = new()
    {
        ["solve"] = () => linalg.solve(A, B),
        ["solve from the right"] = () => linalg.solve(A, B.t(), left: false),
        ["solve triangular"] = () => linalg.solve_triangular(A, B, upper: true),
        ["solve triangular of ones"] = () => linalg.solve_triangular(A.t(), B.t(), upper: false, left: false, unitriangular: true),
        ["inv"] = () => linalg.inv(A),
        ["inv of many"] = () => linalg.inv(stack(new[] { A, Definite })),
        ["pinv"] = () => linalg.pinv(Wide),
        ["pinv of rank two"] = () => linalg.pinv(OfRankTwo, hermitian: true, rtol: 1e-8),
        ["det"] = () => linalg.det(A),
        ["slogdet"] = () => linalg.slogdet(A),
        ["matrix_rank"] = () => linalg.matrix_rank(OfRankTwo),
        ["matrix_exp"] = () => linalg.matrix_exp(A),
        ["cholesky"] = () => linalg.cholesky(Definite),
        ["qr"] = Qr,
        ["qr complete"] = () => linalg.qr(Wide.t(), linalg.QRMode.Complete).R.abs(),
        ["svd"] = Svd,
        ["svdvals"] = () => linalg.svdvals(Wide),
        ["eigh"] = Eigh,
        ["eigvalsh of the upper half"] = () => linalg.eigvalsh(A, 'U'),
        ["eigvals"] = () => linalg.eigvals(Definite).view_as_real()[.., 0].sort().Values,
        ["lu"] = () => linalg.lu(A),
        ["lu_factor"] = () => linalg.lu_factor(A),
        ["householder_product"] = () => linalg.householder_product(A[.., ..3], B[..3, 0]),
        ["norm"] = () => linalg.norm(Wide),
        ["norm of a vector"] = () => linalg.norm(Wide[0], 3.0),
        ["norm nuclear"] = () => linalg.norm(Wide, "nuc"),
        ["norm over dimensions"] = () => linalg.norm(Wide, [0, 1], keepdim: true),
        ["norm by columns"] = () => linalg.norm(Wide, 1.0, [0, 1]),
        ["norm of the smallest singular value"] = () => linalg.norm(Wide, -2.0),
        ["vector_norm"] = () => linalg.vector_norm(Wide),
        ["vector_norm of the largest"] = () => linalg.vector_norm(Wide, double.PositiveInfinity, [1], keepdim: true),
        ["vector_norm of half"] = () => linalg.vector_norm(Wide, 0.5, [0]),
        ["multi_dot"] = () => linalg.multi_dot(new[] { Wide, A, B }),
        ["cross"] = () => linalg.cross(Wide[.., ..3], Wide[.., ..3].flip(0), dim: 1),
        ["vecdot"] = () => linalg.vecdot(Wide, Wide.flip(0), dim: 0),
        ["diagonal"] = () => linalg.diagonal(stack(new[] { A, Definite }), offset: 1),
        ["kron"] = () => kron(Wide, B),
        ["einsum"] = () => einsum("ij,kj,k->ik", Wide, A, B[.., 0]),
        ["tensordot"] = () => tensordot(Wide, Wide, [0, 1], [0, 1]),
        ["matrix products"] = () => (A.mm(B), A.mv(B[.., 0]), A[0].dot(A[1]), A.matmul(A), outer(A[0], B[.., 1]), Wide.matmul(A[0])),
        ["sums of products"] = () => (
            addmm(B, A, B, beta: 0.5f, alpha: 2),
            addmv(A[0], A, A[1], beta: 3, alpha: -1),
            addr(Wide, Wide[.., 0], A[0], beta: 2, alpha: 3)),
        ["batches of products"] = () => stack(new[] { A, Definite }).bmm(stack(new[] { B, B.flip(1) })),
    };

    private static IEnumerable<string> Names => Recorded.Names;

    private static Tensor A => Pattern.Of(0, 5, 5).to(float64);

    private static Tensor B => Pattern.Of(1, 5, 2).to(float64);

    private static Tensor Definite => A.mm(A.t()) + (0.5 * eye(5, dtype: float64));

    private static Tensor Wide => Pattern.Of(2, 3, 5).to(float64);

    private static Tensor OfRankTwo => Wide[..2].t().mm(Wide[..2]);

    [TestCaseSource(nameof(Names))]
    public void Linear_algebra_follows_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        Recorded.ShouldBe(name, Calls[name]());
    }

    private static object Qr()
    {
        var (q, r) = linalg.qr(Wide.t());
        return (q.mm(r), r.abs(), q.t().mm(q));
    }

    private static object Svd()
    {
        var (u, s, vh) = linalg.svd(Wide, fullMatrices: false);
        return (u.mm(diag(s)).mm(vh), s);
    }

    private static object Eigh()
    {
        var (values, vectors) = linalg.eigh(Definite);
        return (values, vectors.mm(diag(values)).mm(vectors.t()));
    }
}
