using Parity.Tests.Support;

namespace Parity.Tests.PyTorch.Functional;

internal static class ActivationCalls
{
    public static readonly Dictionary<string, Func<object>> All = new()
    {
        ["celu"] = () => F.celu(X, 0.7),
        ["selu"] = () => F.selu(X),
        ["relu6"] = () => F.relu6(2 * X),
        ["mish"] = () => F.mish(X),
        ["logsigmoid"] = () => F.logsigmoid(X),
        ["hardswish"] = () => F.hardswish(X),
        ["hardsigmoid"] = () => F.hardsigmoid(X),
        ["hardshrink"] = () => F.hardshrink(X, 1.1),
        ["softshrink"] = () => F.softshrink(X, 1.1),
        ["softmin"] = () => F.softmin(X, 1),
        ["softmax in doubles"] = () => F.softmax(X, 0, float64),
        ["glu"] = () => F.glu(X, 1),
        ["prelu"] = () => F.prelu(X, tensor(new float[] { 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f })),
        ["one_hot"] = () => F.one_hot(tensor(new long[] { 0, 2, 1, 1 }).view(2, 2)),
    };

    private static Tensor X => 6 * Pattern.Of(0, 4, 6);
}
