using MtlTorch.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Tensors;

/// <summary>An optimizer on the flat parameter does what it does on the parameters one by one, to the last bit.</summary>
public sealed class FlatOptimizerTests
{
    private static IEnumerable<TestCaseData> Optimizers()
    {
        yield return Case("SGD", p => optim.SGD(p, 0.05));
        yield return Case("SGD, momentum, decay", p => optim.SGD(p, 0.05, momentum: 0.9, weight_decay: 0.01));
        yield return Case("SGD, Nesterov", p => optim.SGD(p, 0.05, momentum: 0.9, nesterov: true));
        yield return Case("Adam", p => optim.Adam(p, 0.01));
        yield return Case("Adam, amsgrad, decay", p => optim.Adam(p, 0.01, weight_decay: 0.1, amsgrad: true));
        yield return Case("AdamW", p => optim.AdamW(p, 0.01, weight_decay: 0.1));

        static TestCaseData Case(string name, Func<IEnumerable<Parameter>, optim.Optimizer> make) =>
            new TestCaseData(make).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Optimizers))]
    public void StepsAreTheSame(Func<IEnumerable<Parameter>, optim.Optimizer> make)
    {
        using var scope = NewDisposeScope();
        using var flatModel = Model();
        using var plainModel = Model();
        using var flat = new FlatParameters([("all", flatModel)]);
        using var flatOptimizer = make([flat.Values]);
        using var plainOptimizer = make(plainModel.parameters());

        for (var step = 0; step < 7; step++)
        {
            var (input, target) = (TestPattern.Tensor([8, 5], step + 10), TestPattern.Tensor([8, 3], step + 20));
            flat.ZeroGradient();
            plainOptimizer.zero_grad();
            var flatLoss = Loss(flatModel, input, target);
            var plainLoss = Loss(plainModel, input, target);
            flatOptimizer.step();
            plainOptimizer.step();

            TensorAssert.Same(flatLoss, plainLoss, $"Loss of step {step}.");
        }

        TensorAssert.Same(flat.Values.detach(), cat([.. plainModel.parameters().Select(p => p.detach().flatten())]));
    }

    private static Tensor Loss(Sequential model, Tensor input, Tensor target)
    {
        var loss = nn.functional.mse_loss(model.call(input), target);
        loss.backward();
        return loss.detach();
    }

    private static Sequential Model()
    {
        var model = nn.Sequential(nn.Linear(5, 7), nn.LayerNorm(7), nn.ReLU(), nn.Linear(7, 3));
        TestPattern.Fill(model);
        return model;
    }
}
