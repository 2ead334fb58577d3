using System.Text.Json;
using MtlTorch.Data;
using MtlTorch.Modules.Heads;
using MtlTorch.Tasks;

namespace MtlTorch.Tests.Tasks;

/// <summary>Losses and their gradients are PyTorch's, with label smoothing and with standardized targets.</summary>
public sealed class LossTests
{
    [TestCaseSource(typeof(Golden), nameof(Golden.Cases), new object[] { "losses" })]
    public void ALossIsWhatPyTorchGives(JsonElement golden)
    {
        using var scope = torch.NewDisposeScope();
        var isClasses = golden.Text("kind") == "classification";
        var task = isClasses ? Classification(golden) : Regression(golden);
        using var head = task.BuildHead(new HeadPlace(3, [3]), Some.Context());
        if (golden.TryGetProperty("train", out _))
        {
            task.Fit(head, golden.Tensor("train"));
        }

        var prediction = golden.Tensor("prediction", torch.float64).requires_grad_();
        var loss = task.Loss(new TaskPass(head, null, prediction), golden.Tensor("target", isClasses ? torch.int64 : torch.float64));
        loss.backward();

        Assert.That(loss.item<double>(), Is.EqualTo(golden.Number("loss")).Within(1e-4).Percent);
        TensorAssert.Close(prediction.grad!, golden.Tensor("gradient", torch.float64), 1e-7);
    }

    private static LearningTask Classification(JsonElement golden) =>
        new ClassificationOptions { LabelSmoothing = golden.Number("smoothing") }.Build("letter", new Dictionary<string, TargetDescription>
        {
            ["letter"] = new ClassTarget(["a", "b", "c", "d"]),
        });

    private static LearningTask Regression(JsonElement golden)
    {
        var loss = Enum.Parse<RegressionLoss>(golden.Text("kind"));
        return new RegressionOptions { Loss = loss, Delta = golden.Number("delta") }.Build("amount", Some.Targets);
    }
}
