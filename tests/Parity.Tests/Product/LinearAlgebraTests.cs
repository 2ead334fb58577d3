using Parity.Tests.Support;

namespace Parity.Tests.Product;

public sealed class LinearAlgebraTests
{
    [Test]
    public void Decompositions_and_products()
    {
        var transcript = new Transcript();
        manual_seed(6);
        var a = randn(5, 5, dtype: float64);
        var definite = a.mm(a.t()) + eye(5, dtype: float64);
        var b = randn(5, 2, dtype: float64);
        SayDecompositions(transcript, a, definite, b);
        SayProducts(transcript, a, b);
        transcript.ShouldBeAsExpected();
    }

    private static void SayDecompositions(Transcript transcript, Tensor a, Tensor definite, Tensor b)
    {
        var (eigenvalues, eigenvectors) = linalg.eigh(definite);
        transcript.Say("eigh", eigenvalues);
        transcript.Say("eigh v", eigenvectors.abs());
        transcript.Say("solve", linalg.solve(definite, b));
        transcript.Say("inv", linalg.inv(definite));
        transcript.Say("chol", linalg.cholesky(definite));
        transcript.Say("det", linalg.det(definite));
        transcript.Say("pinv", linalg.pinv(a));
        transcript.Say("norm", linalg.norm(a));
        transcript.Say("vnorm", linalg.vector_norm(a, 1));
        transcript.Say("svd", linalg.svd(a).S);
        transcript.Say("qr", linalg.qr(a).R.abs());
    }

    private static void SayProducts(Transcript transcript, Tensor a, Tensor b)
    {
        transcript.Say("matmul", matmul(a, b));
        transcript.Say("bmm", randn(2, 3, 4).bmm(randn(2, 4, 2)));
        transcript.Say("mv", a.mv(b[TensorIndex.Colon, 0]));
        transcript.Say("dot", a[0].dot(a[1]));
        transcript.Say("addmm", zeros(5, 2, dtype: float64).addmm(a, b));
        transcript.Say("lstsq free", linalg.solve(a.t().mm(a), a.t().mm(b)));
    }
}
