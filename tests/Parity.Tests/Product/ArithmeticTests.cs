using Parity.Tests.Support;

namespace Parity.Tests.Product;

public sealed class ArithmeticTests
{
    private readonly Transcript transcript = new();

    [Test]
    public void Elements()
    {
        var x = Sample();
        transcript.Say("arith", ((2 * x) + 1 - (x / 3)).pow(2) - ((1 - x) * (3 / (x + 10))));
        transcript.Say("int div", tensor(new long[] { 7, -7 }).div(2, RoundingMode.floor));
        transcript.Say("mod", x % 2);
        transcript.Say("neg", -x);
        transcript.Say("cmp", ((x >= 0) & (x != 1)) | ~(x <= 0.5));
        transcript.Say("clamp", x.clamp(-0.5, 0.5));
        transcript.Say("tril", x.tril());
        transcript.Say("masked_fill", x.masked_fill(x > 0, 0));
        transcript.Say("addcmul_", x.clone().addcmul_(x, x, 0.5));
        transcript.Say("lerp", x.lerp(x * 2, tensor(0.3f)));
        transcript.Say("round", x.round(2));
        transcript.Say("diff", x.diff());
        transcript.ShouldBeAsExpected();
    }

    [Test]
    public void Reductions()
    {
        var x = Sample();
        transcript.Say("sum", x.sum());
        transcript.Say("sum d", x.sum(1, true));
        transcript.Say("mean", x.mean([0]));
        transcript.Say("std", x.std());
        transcript.Say("var", x.var(0));
        transcript.Say("max", x.max(1).values);
        transcript.Say("argmax", x.argmax(1));
        transcript.Say("cumsum", x.cumsum(1));
        transcript.Say("norm", x.norm());
        transcript.Say("lse", x.logsumexp(1));
        transcript.Say("softmax", x.softmax(1));
        transcript.Say("prod", x.prod(1));
        transcript.Say("quantile", x.quantile(tensor(0.5f), 1));
        transcript.ShouldBeAsExpected();
    }

    [Test]
    public void Products()
    {
        var x = Sample();
        transcript.Say("einsum", einsum("ij,kj->ik", x, x));
        transcript.Say("outer", x[0].outer(x[1]));
        transcript.Say("tensordot", x.tensordot(x, [1], [1]));
        transcript.ShouldBeAsExpected();
    }

    [Test]
    public void Resampling()
    {
        Sample(); // so that the draws below follow it
        transcript.Say("interp", F.interpolate(randn(1, 1, 4, 4), [6, 6], mode: InterpolationMode.Bilinear, align_corners: false));
        transcript.Say("pool", F.adaptive_avg_pool2d(randn(1, 2, 6, 6), 3));
        transcript.ShouldBeAsExpected();
    }

    private static Tensor Sample()
    {
        manual_seed(9);
        return randn(4, 6);
    }
}
