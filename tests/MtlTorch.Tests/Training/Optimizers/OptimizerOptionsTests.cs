using MtlTorch.Training.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using OptimizerOptions = MtlTorch.Training.Optimizers.OptimizerOptions;

namespace MtlTorch.Tests.Training.Optimizers;

public sealed class OptimizerOptionsTests
{
    private static IEnumerable<TestCaseData> Options()
    {
        yield return Case(
            new SgdOptions { Lr = 0.1, Momentum = 0.8, Dampening = 0.3, WeightDecay = 0.2 },
            p => optim.SGD([p], 0.1, momentum: 0.8, dampening: 0.3, weight_decay: 0.2));
        yield return Case(
            new SgdOptions { Lr = 0.1, Momentum = 0.8, Nesterov = true },
            p => optim.SGD([p], 0.1, momentum: 0.8, nesterov: true));
        yield return Case(
            new AdamOptions { Lr = 0.1, Beta1 = 0.7, Beta2 = 0.8, Eps = 0.01, WeightDecay = 0.2, Amsgrad = true },
            p => optim.Adam([p], 0.1, beta1: 0.7, beta2: 0.8, eps: 0.01, weight_decay: 0.2, amsgrad: true));
        yield return Case(
            new AdamWOptions { Lr = 0.1, Beta1 = 0.7, Beta2 = 0.8, Eps = 0.01, WeightDecay = 0.2, Amsgrad = true },
            p => optim.AdamW([p], 0.1, beta1: 0.7, beta2: 0.8, eps: 0.01, weight_decay: 0.2, amsgrad: true));

        // What is left out is what PyTorch takes.
        yield return Case(new SgdOptions(), p => optim.SGD([p], 0.001, momentum: 0, dampening: 0, weight_decay: 0, nesterov: false));
        yield return Case(new AdamOptions(), p => optim.Adam([p], 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0, amsgrad: false));
        yield return Case(new AdamWOptions(), p => optim.AdamW([p], 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0.01, amsgrad: false));

        static TestCaseData Case(OptimizerOptions options, Func<Parameter, OptimizerHelper> expected) =>
            new TestCaseData(options, expected).SetArgDisplayNames($"{options}");
    }

    [TestCaseSource(nameof(Options))]
    public void EveryOptionReachesTheOptimizer(OptimizerOptions options, Func<Parameter, OptimizerHelper> expected)
    {
        using var scope = NewDisposeScope();

        Assert.That(Path(values => options.Build(values)), Is.EqualTo(Path(expected)));
    }

    [TestCase(0.0, 0.0, false)]
    [TestCase(0.9, 0.1, false)]
    [TestCase(0.9, 0.0, true)]
    public void NesterovNeedsMomentumWithoutDampening(double momentum, double dampening, bool fits)
    {
        var options = new SgdOptions { Nesterov = true, Momentum = momentum, Dampening = dampening };

        (string, string)[] problems = fits ? [] : [("nesterov", "Nesterov momentum needs a momentum above 0 and a dampening of 0.")];
        Assert.That(options.Problems(), Is.EqualTo(problems));
        Assert.That((options with { Nesterov = false }).Problems(), Is.Empty);
    }

    /// <summary>Where six steps with given gradients lead.</summary>
    private static double[] Path(Func<Parameter, OptimizerHelper> make)
    {
        using var parameter = nn.Parameter(tensor(new[] { 1f, -2, 3 }));
        using var optimizer = make(parameter);
        var path = new List<double>();
        for (var step = 1; step <= 6; step++)
        {
            parameter.grad = TestPattern.Tensor([3], step) * (7 - step);
            optimizer.step();
            path.AddRange(TensorAssert.Doubles(parameter));
        }

        return [.. path];
    }
}
