using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Modules.Heads;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Tensors;

namespace MtlTorch.Tests.Tasks;

/// <summary>The whole way from the parameters to the sum of the losses, differentiated and compared with finite differences.</summary>
public sealed class GradientTests
{
    private static readonly MlpHeadOptions Head = new() { Hidden = [4], Activation = Activation.Silu };

    private static readonly ConvTrunkOptions Trunk = new()
    {
        Blocks =
        [
            new() { Channels = 2, Norm = Normalization.Batch, Activation = Activation.Gelu },
            new() { Channels = 4, Norm = Normalization.Group, Activation = Activation.Elu, Pool = 1 },
        ],
        Dense = [5],
        Activation = Activation.Tanh,
    };

    [TestCase(RegressionLoss.Mse)]
    [TestCase(RegressionLoss.Huber)]
    public void BackwardIsTheSlopeOfTheLosses(RegressionLoss loss)
    {
        using var scope = torch.NewDisposeScope();
        var tasks = Some.Tasks(new() { Head = Head, LabelSmoothing = 0.1, Weight = 2 }, new() { Head = Head, Loss = loss, Delta = 0.7 });
        using var model = ModelBuilder.Build(Trunk, new HardSharingOptions(), tasks, [1, 6, 6], Some.Context()).to(torch.float64);
        var batch = new Batch(TestPattern.Tensor([5, 1, 6, 6], 1).to(torch.float64), new Dictionary<string, torch.Tensor>
        {
            ["kind"] = torch.tensor(new[] { 0L, 2, 1, 1, 0 }),
            ["amount"] = 3 * TestPattern.Tensor([5, 2], 2).to(torch.float64) + 40,
        });
        tasks[1].Fit(model.Heads[1], batch.Targets["amount"]);
        using var flat = new FlatParameters(model.Groups);

        Sum(model, batch).backward();

        var slopes = Enumerable.Range(0, (int)flat.Count).Select(i => Slope(model, flat, batch, i)).ToArray();
        Assert.That(TensorAssert.Doubles(flat.Gradient), Is.EqualTo(slopes).Within(1e-6));
        Assert.That(slopes.Count(s => Math.Abs(s) > 1e-3), Is.GreaterThan(flat.Count / 2), "most parameters matter");
    }

    private static torch.Tensor Sum(MultiTaskModel model, Batch batch)
    {
        var predictions = model.call(batch.Inputs);
        return model.Tasks
            .Select((task, i) => task.Loss(new TaskPass(model.Heads[i], null, predictions[i]), task.TargetOf(batch)) * task.Weight)
            .Aggregate((a, b) => a + b);
    }

    private static double Slope(MultiTaskModel model, FlatParameters flat, Batch batch, int parameter)
    {
        const double Step = 1e-5;
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var element = flat.Values.narrow(0, parameter, 1);
        element.add_(Step);
        var above = Sum(model, batch).item<double>();
        element.sub_(2 * Step);
        var below = Sum(model, batch).item<double>();
        element.add_(Step);
        return (above - below) / (2 * Step);
    }
}
