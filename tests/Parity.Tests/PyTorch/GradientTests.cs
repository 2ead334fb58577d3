using Parity.Tests.Support;

namespace Parity.Tests.PyTorch;

/// <summary>Gradients, and products of Hessians with a vector, of functions of a 3 x 4 matrix of doubles.</summary>
public sealed class GradientTests
{
    private static readonly Golden Recorded = Golden.Read("gradients");

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Functions = new()
    {
        ["powers"] = x => x.pow(3) + ((x * x) + 1).pow(-0.5),
        ["exponentials"] = x => x.exp() + ((x * x) + 1).log() + (x.sin() * x.cos()),
        ["softmax"] = x => x.softmax(1) * Weights(3, 4),
        ["log_softmax"] = x => x.log_softmax(0) * Weights(3, 4),
        ["logsumexp"] = x => x.logsumexp(1),
        ["activations"] = x => F.gelu(x) + F.silu(x) + x.tanh() + x.sigmoid() + F.elu(x, 0.5),
        ["softplus"] = x => F.softplus(x, 2) * x,
        ["statistics"] = x => x.std(1) + x.var(1) + x.mean([1]),
        ["norm"] = x => x.norm(1, false, 2) + linalg.vector_norm(x, 3, [1]),
        ["normalized"] = x => F.layer_norm(x, [4]) * Weights(3, 4),
        ["largest"] = x => x.max(1).values.pow(2) + x.min(1).values.pow(3),
        ["products of rows"] = x => x.prod(1) + x.cumsum(0).cumprod(1).sum(1),
        ["sorted"] = x => x.sort(1).Values * Weights(3, 4) * x,
        ["gathered"] = x => x.gather(1, Places).pow(2),
        ["scattered"] = x => zeros(3, 4, float64).scatter_add(1, Places, x[.., ..2].pow(2)),
        ["picked"] = x => x.index_select(0, tensor(new long[] { 2, 0, 2 })).pow(2) * x[tensor(new long[] { 0, 1, 1 })],
        ["where"] = x => where(x > 0, x.pow(2), x.pow(3)),
        ["assigned"] = Assigned,
        ["matrix products"] = x => x.mm(x.t()).mm(x),
        ["solve"] = x => linalg.solve(Definite(x), x),
        ["cholesky"] = x => linalg.cholesky(Definite(x)),
        ["eigenvalues"] = x => linalg.eigvalsh(x.mm(x.t())),
        ["singular values"] = x => linalg.svdvals(x),
        ["convolution"] = x => F.conv2d(x.pow(2).view(1, 1, 3, 4), Weights(2, 1, 2, 2), padding: [1, 1]),
        ["pooling"] = x => F.avg_pool2d(x.pow(3).unsqueeze(0), 2, padding: 1) + F.max_pool2d(x.pow(2).unsqueeze(0), 2, padding: 1),
        ["interpolation"] = x => F.interpolate(
            x.pow(2).view(1, 1, 3, 4), [5, 3], mode: InterpolationMode.Bilinear, align_corners: false),
        ["cross_entropy"] = x => F.cross_entropy(x, tensor(new long[] { 3, 0, 1 }), label_smoothing: 0.2),
        ["distances"] = x => F.pairwise_distance(x, Weights(3, 4)) + F.cosine_similarity(x, Weights(3, 4)),
        ["shapes"] = x => cat(new[] { x.t().reshape(2, 6), F.pad(x, (1, 1))[..2] }, 0).flip(1).roll(1, 0).pow(2),
    };

    private static IEnumerable<string> Names => Recorded.Names;

    private static Tensor Places => tensor(new long[] { 0, 2, 1, 1, 2, 0 }).view(3, 2);

    [TestCaseSource(nameof(Names))]
    public void Derivatives_follow_PyTorch(string name)
    {
        var x = (2 * Pattern.Of(0, 3, 4).to(float64)).requires_grad_();
        var vector = Pattern.Of(1, 3, 4).to(float64);
        var value = Functions[name](x);
        var gradient = autograd.grad(new[] { value.sum() }, new[] { x }, retain_graph: true, create_graph: true)[0];
        Assert.That(gradient.requires_grad, "the gradient has a graph of its own");
        var product = autograd.grad(new[] { (gradient * vector).sum() }, new[] { x })[0];
        Recorded.ShouldBe(name, (value, gradient, product));
    }

    private static Tensor Weights(params long[] shape) => Pattern.Of(2, shape).to(float64);

    private static Tensor Definite(Tensor x) => x.mm(x.t()) + eye(3, dtype: float64);

    private static Tensor Assigned(Tensor x)
    {
        var y = x.clone();
        y[1] = 2 * x[0];
        y[TensorIndex.Colon, 2] = x[TensorIndex.Colon, 1].pow(2);
        return y * y;
    }
}
