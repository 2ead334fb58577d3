using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Tasks;
using MtlTorch.Tests.Training;
using MtlTorch.Training.Evaluation;
using MtlTorch.Training.Inspection;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Tasks;

/// <summary>Rows without a label count nowhere: losses, gradients and metrics are those of the others.</summary>
public sealed class LabeledRowsTests
{
    private static readonly long[] Kept = [0, 3, 4, 9, 17, 20, 21, 22, 28];

    [TestCase(0, "kind")]
    [TestCase(1, "amount")]
    public void TheLossAndItsGradientAreThoseOfTheLabeledRows(int task, string target)
    {
        using var scope = NewDisposeScope();
        using var model = Some.Model();
        using var whole = Some.Split(30);
        using var partial = Partly(whole, target, Kept);
        model.Tasks[1].Fit(model.Heads[1], whole.Targets["amount"]);

        var loss = Loss(model, task, partial.Slice(0, 30));
        var gradients = Gradients(model, loss);
        var reference = Loss(model, task, whole.Select(tensor(Kept)));
        var expected = Gradients(model, reference);

        Assert.That(loss.item<float>(), Is.EqualTo(reference.item<float>()).Within(1e-6));
        Assert.That(gradients, Is.EqualTo(expected).Within(1e-6));
        Assert.That(gradients.Max(Math.Abs), Is.GreaterThan(1e-3));
    }

    [TestCase(0, "kind")]
    [TestCase(1, "amount")]
    public void ABatchWithoutLabelsHasNoLoss(int task, string target)
    {
        using var scope = NewDisposeScope();
        using var model = Some.Model();
        using var partial = Partly(Some.Split(30), target, Kept);

        var batch = partial.Slice(10, 6);

        Assert.That(LabeledRows.LossOf(model.Tasks[task], model.Pass(batch.Inputs)[task], batch), Is.Null);
    }

    [TestCase(1)]
    [TestCase(5)]
    [TestCase(30)]
    public void MetricsAreThoseOfTheLabeledRows(int batchSize)
    {
        using var scope = NewDisposeScope();
        using var model = Some.Model();
        using var whole = Some.Split(30);
        using var partial = Partly(Partly(whole, "kind", Kept), "amount", [.. Kept.Skip(2)]);
        model.Tasks[1].Fit(model.Heads[1], whole.Targets["amount"]);
        using var kinds = Rows(whole, Kept);
        using var amounts = Rows(whole, [.. Kept.Skip(2)]);

        var scores = new Evaluator(batchSize).Evaluate(model, partial);
        var trivial = new Evaluator(batchSize).EvaluateTrivial(model, partial, partial);

        Assert.That(scores.Tasks["kind"].Values, Is.EqualTo(new Evaluator(50).Evaluate(model, kinds).Tasks["kind"].Values).Within(1e-6));
        Assert.That(scores.Tasks["amount"].Values, Is.EqualTo(new Evaluator(50).Evaluate(model, amounts).Tasks["amount"].Values).Within(1e-4));
        Assert.That(trivial.Tasks["kind"].Values, Is.EqualTo(new Evaluator(50).EvaluateTrivial(model, kinds, kinds).Tasks["kind"].Values).Within(1e-6));
    }

    [Test]
    public void WithoutAnyLabelFiguresAreNotDefined()
    {
        using var scope = NewDisposeScope();
        using var model = Some.Model();
        using var partial = Partly(Some.Split(30), "kind", []);

        var scores = new Evaluator(8).Evaluate(model, partial);

        Assert.That(scores.Tasks["kind"].Values, Is.All.NaN);
        Assert.That(scores.Tasks["amount"].Values, Is.All.Matches<double>(double.IsFinite));
    }

    [Test]
    public void WhatIsShownOfWrongRowsAreTheRowsOfTheSplit()
    {
        using var scope = NewDisposeScope();
        using var model = Some.Model();
        using var whole = Some.Split(30);
        using var partial = Partly(whole, "kind", Kept);

        var details = (ClassificationDetails)new ModelInspector(7).Inspect(model, partial).Tasks["kind"];
        var all = (ClassificationDetails)new ModelInspector(7).Inspect(model, whole).Tasks["kind"];

        Assert.That(details.Confusion!.Sum(row => row.Sum()), Is.EqualTo(Kept.Length));
        Assert.That(details.MostConfidentlyWrong, Is.Not.Empty);
        foreach (var wrong in details.MostConfidentlyWrong)
        {
            Assert.That(Kept, Does.Contain(wrong.Row));
            Assert.That(wrong.Target, Is.EqualTo(whole.Targets["kind"][wrong.Row].item<long>()));
            Assert.That(all.MostConfidentlyWrong.Single(w => w.Row == wrong.Row).Confidence, Is.EqualTo(wrong.Confidence).Within(1e-6));
        }
    }

    [Test]
    public void ATaskWithoutLabelsHasNothingToShow()
    {
        using var scope = NewDisposeScope();
        using var model = Some.Model();
        using var partial = Partly(Partly(Some.Split(30), "kind", []), "amount", Kept);

        Assert.That(new ModelInspector(7).Inspect(model, partial).Tasks.Keys, Is.EqualTo(new[] { "amount" }));
    }

    /// <summary>All that do with two tasks.</summary>
    private static IEnumerable<BalancingOptions> Methods() => typeof(BalancingOptions).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(BalancingOptions)) && !t.IsAbstract && t != typeof(KrumOptions) && t != typeof(TrimmedMeanOptions))
        .OrderBy(t => t.Name, StringComparer.Ordinal)
        .Select(t => (BalancingOptions)Activator.CreateInstance(t)!);

    [TestCaseSource(nameof(Methods))]
    public void EveryMethodStandsBatchesWithoutLabels(BalancingOptions balancing)
    {
        // Seven of 45 rows have a kind: most batches of eight lack it, and three of them in a row at times.
        using var run = new TrainingRun(change: s => s with { Train = Partly(s.Train, "kind", [1, 2, 3, 11, 12, 30, 44]), Balancing = balancing });

        run.Finished();

        Assert.That(run.Records.SelectMany(r => r), Is.All.Matches<double>(double.IsFinite));
    }

    [Test]
    public void ATrainingLossIsTheMeanOverTheBatchesThatHaveLabels()
    {
        using var run = new TrainingRun(change: s => s with { Train = Partly(s.Train, "kind", [1, 2, 3]) });
        var losses = new List<double>();
        run.Recorder.OnEpochStarted = _ => losses.Clear();
        run.Recorder.OnStep = (_, read) => losses.Add(read()[0]);

        run.Finished();

        var labeled = losses.Where(loss => loss != 0).ToList();
        Assert.That(labeled, Has.Count.InRange(1, 3).And.Count.LessThan(losses.Count));
        Assert.That(run.Recorder.Records[^1].TrainLosses["kind"], Is.EqualTo(labeled.Average()).Within(1e-12));
    }

    [Test]
    public void WithoutAnyLabelThereIsNoTrainingLoss()
    {
        using var run = new TrainingRun(change: s => s with { Train = Partly(s.Train, "kind", []), Balancing = new DwaOptions() });

        run.Finished();

        Assert.That(run.Recorder.Records.Select(r => r.TrainLosses["kind"]), Is.All.NaN);
        Assert.That(run.Recorder.Records.SelectMany(r => r.Weights!.Values), Is.All.Matches<double>(double.IsFinite));
    }

    private static Split Partly(Split split, string target, long[] rows) =>
        new(split.Inputs, new Dictionary<string, Tensor>(split.Targets) { [target] = Labels.Keep(split.Targets[target], rows) });

    private static Split Rows(Split split, long[] rows)
    {
        var batch = split.Select(tensor(rows));
        return new Split(batch.Inputs, batch.Targets);
    }

    private static Tensor Loss(MultiTaskModel model, int task, Batch batch) => LabeledRows.LossOf(model.Tasks[task], model.Pass(batch.Inputs)[task], batch)!;

    private static double[] Gradients(MultiTaskModel model, Tensor loss)
    {
        model.zero_grad();
        loss.backward();
        return [.. model.parameters().Where(p => p.grad is { IsInvalid: false }).SelectMany(p => TensorAssert.Doubles(p.grad!))];
    }
}
