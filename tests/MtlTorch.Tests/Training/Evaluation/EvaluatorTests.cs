using MtlTorch.Metrics;
using MtlTorch.Tasks;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Tests.Training.Evaluation;

public sealed class EvaluatorTests
{
    [TestCase(1)]
    [TestCase(7)]
    [TestCase(29)]
    public void TheBatchSizeDoesNotChangeTheFigures(int batchSize)
    {
        using var run = new TrainingRun().Finished();

        var scores = new Evaluator(batchSize).Evaluate(run.Model, run.Validation);
        var whole = new Evaluator(1_000).Evaluate(run.Model, run.Validation);

        Assert.That(Figures(scores).Select(f => f.Name), Is.EqualTo(Figures(whole).Select(f => f.Name)));
        Assert.That(Figures(scores).Select(f => f.Value), Is.EqualTo(Figures(whole).Select(f => f.Value)).Within(1e-6));
    }

    [Test]
    public void EveryTaskHasItsLossAndItsMetrics()
    {
        using var run = new TrainingRun();

        var scores = new Evaluator(10).Evaluate(run.Model, run.Validation);

        Assert.That(Figures(scores).Select(f => f.Name), Is.EqualTo(new[]
        {
            "kind.loss", "kind.accuracy", "kind.precision", "kind.recall", "kind.f1", "amount.loss", "amount.rmse", "amount.mae", "amount.r2",
        }));
    }

    [Test]
    public void TheFiguresAreThoseOfThePredictions()
    {
        using var scope = torch.NewDisposeScope();
        using var run = new TrainingRun();
        var (model, rows) = (run.Model, run.Validation);

        var scores = new Evaluator(8).Evaluate(model, rows);

        model.eval();
        var predictions = model.call(rows.Inputs);
        using var rmse = new MetricAccumulator(new Rmse());
        rmse.Add(predictions[1], rows.Targets["amount"]);
        Assert.That(scores["amount", "rmse"], Is.EqualTo(rmse.Compute()).Within(1e-6));
        var loss = model.Tasks[0].Loss(new TaskPass(model.Heads[0], null, predictions[0]), rows.Targets["kind"]);
        Assert.That(scores["kind", "loss"], Is.EqualTo(loss.item<float>()).Within(1e-6));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void ItEvaluatesWithoutDropoutAndRestoresTheMode(bool training)
    {
        using var run = new TrainingRun(dropout: 0.5);
        run.Model.train(training);

        var scores = Enumerable.Range(0, 2).Select(_ => new Evaluator(10).Evaluate(run.Model, run.Validation)).ToList();

        Assert.That(Figures(scores[1]), Is.EqualTo(Figures(scores[0])));
        Assert.That(run.Model.training, Is.EqualTo(training));
        Assert.That(run.Randomness.Streams, Is.Empty, "nothing was drawn");
    }

    [Test]
    public void ItLeavesNoGradient()
    {
        using var run = new TrainingRun();
        run.Model.zero_grad();

        new Evaluator(10).Evaluate(run.Model, run.Validation);

        Assert.That(run.Model.parameters().Select(p => p.grad is null), Is.All.True);
    }

    [Test]
    public void TrivialFiguresComeFromTheTrainingRows()
    {
        using var run = new TrainingRun();

        var scores = new Evaluator(10).EvaluateTrivial(run.Model, run.Train, run.Validation);

        double[] train = TensorAssert.Doubles(run.Train.Targets["kind"]), validation = TensorAssert.Doubles(run.Validation.Targets["kind"]);
        var frequent = train.GroupBy(k => k).MaxBy(g => g.Count())!.Key;
        Assert.That(scores["kind", "accuracy"], Is.EqualTo(validation.Average(k => k == frequent ? 1 : 0)).Within(1e-12));
        Assert.That(scores["kind", "loss"], Is.EqualTo(validation.Average(k => -Math.Log(train.Average(t => t == k ? 1 : 0)))).Within(1e-6));

        var (amounts, means) = (TensorAssert.Doubles(run.Validation.Targets["amount"]), Means(TensorAssert.Doubles(run.Train.Targets["amount"])));
        Assert.That(scores["amount", "mae"], Is.EqualTo(amounts.Select((a, i) => Math.Abs(a - means[i % 2])).Average()).Within(1e-5));
    }

    private static double[] Means(double[] pairs) => [pairs.Where((_, i) => i % 2 == 0).Average(), pairs.Where((_, i) => i % 2 == 1).Average()];

    private static List<(string Name, double Value)> Figures(Scores scores) =>
        [.. scores.Tasks.SelectMany(task => task.Value.Select(metric => ($"{task.Key}.{metric.Key}", metric.Value)))];
}
