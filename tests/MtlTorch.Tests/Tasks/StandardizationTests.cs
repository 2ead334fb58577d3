using MtlTorch.Modules.Heads;
using MtlTorch.Tasks;

namespace MtlTorch.Tests.Tasks;

public sealed class StandardizationTests
{
    [Test]
    public void AHeadThatSaysNothingPredictsTheMean()
    {
        using var scope = torch.NewDisposeScope();
        var (task, head) = Fitted([[10, -1], [20, -1], [60, -4]]);
        using (torch.no_grad())
        {
            foreach (var parameter in head.parameters())
            {
                parameter.zero_();
            }
        }

        var prediction = head.call(torch.ones(4, 3));

        Assert.That(TensorAssert.Doubles(prediction), Is.EqualTo(Enumerable.Repeat(new[] { 30.0, -2 }, 4).SelectMany(row => row)));
        var targets = torch.tensor(new[] { 10f, -1, 20, -1, 60, -4, 30, -2 }, [4, 2]);
        Assert.That(task.Loss(new TaskPass(head, null, prediction), targets).item<float>(), Is.EqualTo(0.75).Within(1e-6), "in squared deviations");
    }

    [Test]
    public void MeanAndDeviationTravelWithTheWeights()
    {
        var (_, head) = Fitted([[10, -1], [20, -1], [60, -4]]);

        var state = head.state_dict();

        Assert.That(TensorAssert.Doubles(state["mean"]), Is.EqualTo(new[] { 30, -2 }));
        Assert.That(TensorAssert.Doubles(state["deviation"]), Is.EqualTo(new[] { Math.Sqrt(1400 / 3.0), Math.Sqrt(2) }).Within(1e-5));
        Assert.That(head.parameters().Count(), Is.EqualTo(2), "they are not trained");
    }

    [TestCase(0.1f)]
    [TestCase(-3e7f)]
    [TestCase(0f)]
    public void ATargetThatNeverVariesCountsWithDeviationOne(float constant)
    {
        var (_, head) = Fitted([.. Enumerable.Range(0, 1_001).Select(i => new[] { constant, i % 2 })]);

        Assert.That(TensorAssert.Doubles(head.state_dict()["deviation"]), Is.EqualTo(new[] { 1, 0.5 }).Within(1e-6));
        Assert.That(TensorAssert.Doubles(head.state_dict()["mean"])[0], Is.EqualTo(constant));
    }

    [Test]
    public void ATargetFarFromZeroKeepsItsDeviation()
    {
        var (_, head) = Fitted([.. Enumerable.Range(0, 5_000).Select(i => new[] { 1e6f + i % 5, 0 })]);

        Assert.That(TensorAssert.Doubles(head.state_dict()["deviation"])[0], Is.EqualTo(Math.Sqrt(2)).Within(1e-6));
    }

    [Test]
    public void WithoutStandardizingTheHeadAnswersAsItIs()
    {
        using var scope = torch.NewDisposeScope();
        var task = new RegressionOptions { Standardize = false }.Build("amount", Some.Targets);
        using var head = task.BuildHead(new HeadPlace(3, [3]), Some.Context());
        using var plain = new MlpHeadOptions().Build(3, 2, Some.Context());
        TestPattern.Fill(head);
        TestPattern.Fill(plain);
        var input = TestPattern.Tensor([4, 3], 1);

        task.Fit(head, torch.tensor(new[] { 10f, 20, 30, 40 }, [2, 2]));

        TensorAssert.Same(head.call(input), plain.call(input));
    }

    [Test]
    public void FittingLeavesNoTensorBehind()
    {
        var (task, head) = Fitted([[1, 2], [3, 4]]);
        using var targets = torch.ones(5, 2);

        Assert.That(LiveTensors.LeftBy(() => task.Fit(head, targets)), Is.Zero);
    }

    private static (LearningTask Task, Head Head) Fitted(float[][] targets)
    {
        using var scope = torch.NewDisposeScope();
        var task = new RegressionOptions().Build("amount", Some.Targets);
        var head = task.BuildHead(new HeadPlace(3, [3]), Some.Context());
        task.Fit(head, torch.tensor(targets.SelectMany(row => row).ToArray(), [targets.Length, 2]));
        return (task, head);
    }
}
