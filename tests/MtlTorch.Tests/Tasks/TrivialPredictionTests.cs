using FsCheck.Fluent;
using MtlTorch.Metrics;
using MtlTorch.Modules.Heads;
using MtlTorch.Tasks;

namespace MtlTorch.Tests.Tasks;

/// <summary>No constant does better on the rows that a trivial prediction was made from.</summary>
public sealed class TrivialPredictionTests
{
    [TestCase(0.0)]
    [TestCase(0.2)]
    public void NoConstantLogitsHaveASmallerLossOrAHigherAccuracy(double smoothing)
    {
        using var scope = torch.NewDisposeScope();
        var task = new ClassificationOptions { LabelSmoothing = smoothing }.Build("kind", Some.Targets);
        using var head = task.BuildHead(new HeadPlace(2, [2]), Some.Context());
        var targets = torch.tensor(new[] { 0L, 2, 2, 1, 2, 2, 0 });
        var trivial = task.TrivialPrediction(targets);
        var (loss, accuracy) = (Loss(task, head, trivial, targets), Value(new Accuracy(), trivial, targets));
        Assert.That(trivial.shape, Is.EqualTo(new[] { 1, 3 }));
        Assert.That(accuracy, Is.EqualTo(4.0 / 7));

        var others = Gen.Choose(0, 200).Zip(Gen.Choose(-100, 100).ArrayOf(3));
        Properties.Hold(others, o =>
        {
            using var inner = torch.NewDisposeScope();
            var (percent, shift) = o;
            var other = trivial * (percent / 100f) + torch.tensor(shift.Select(s => s / 1_000f).ToArray(), [1, 3]);
            Assert.That(Loss(task, head, other, targets), Is.GreaterThanOrEqualTo(loss - 1e-6));
            Assert.That(Value(new Accuracy(), other, targets), Is.LessThanOrEqualTo(accuracy));
        });
    }

    [Test]
    public void AClassThatTheTrainingRowsLackHasAFiniteLogit()
    {
        using var scope = torch.NewDisposeScope();
        var task = new ClassificationOptions().Build("kind", Some.Targets);

        Assert.That(TensorAssert.Doubles(task.TrivialPrediction(torch.tensor(new[] { 0L, 1 }))), Has.All.Matches<double>(double.IsFinite));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void NoConstantHasASmallerRmseOrSquaredLoss(bool standardize)
    {
        using var scope = torch.NewDisposeScope();
        var task = new RegressionOptions { Standardize = standardize }.Build("amount", Some.Targets);
        using var head = task.BuildHead(new HeadPlace(2, [2]), Some.Context());
        var targets = torch.tensor(new[] { 1f, 10, 2, 10, 6, 40 }, [3, 2]);
        task.Fit(head, targets);
        var trivial = task.TrivialPrediction(targets);
        var (loss, rmse) = (Loss(task, head, trivial, targets), Value(new Rmse(), trivial, targets));

        Properties.Hold(Gen.Choose(-100, 100).ArrayOf(2), shift =>
        {
            using var inner = torch.NewDisposeScope();
            var other = trivial + torch.tensor(shift.Select(s => s / 20f).ToArray(), [1, 2]);
            Assert.That(Loss(task, head, other, targets), Is.GreaterThanOrEqualTo(loss - 1e-6));
            Assert.That(Value(new Rmse(), other, targets), Is.GreaterThanOrEqualTo(rmse - 1e-6));
        });
    }

    [Test]
    public void AConstantTargetIsPredictedWithoutAnyError()
    {
        using var scope = torch.NewDisposeScope();
        var task = new RegressionOptions().Build("amount", Some.Targets);
        var targets = torch.full([1_001, 2], 0.1, torch.float32);

        Assert.That(Value(new Rmse(), task.TrivialPrediction(targets), targets), Is.Zero);
    }

    [Test]
    public void OneTensorIsMade()
    {
        using var classes = torch.tensor(new[] { 0L, 1 });
        using var numbers = torch.ones(3, 2);
        var tasks = Some.Tasks();

        Assert.That(LiveTensors.LeftBy(() => tasks[0].TrivialPrediction(classes).Dispose()), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => tasks[1].TrivialPrediction(numbers).Dispose()), Is.Zero);
    }

    private static double Loss(LearningTask task, Head head, torch.Tensor constant, torch.Tensor targets)
    {
        using var scope = torch.NewDisposeScope();
        return task.Loss(new TaskPass(head, null, constant.expand(targets.size(0), -1)), targets).item<float>();
    }

    private static double Value(IMetric metric, torch.Tensor constant, torch.Tensor targets)
    {
        using var scope = torch.NewDisposeScope();
        using var accumulator = new MetricAccumulator(metric);
        accumulator.Add(constant.expand(targets.size(0), -1), targets);
        return accumulator.Compute();
    }
}
