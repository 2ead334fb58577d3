using System.Text.Json;
using MtlTorch.Data;
using MtlTorch.Experiments.Ensembles;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Tests.Running;
using MtlTorch.Tasks;

namespace MtlTorch.Experiments.Tests.Ensembles;

public sealed class EnsembleBuilderTests
{
    [TestCase("mean")]
    [TestCase("shape=stacking size=weighted")]
    [TestCase("vote")]
    public void AnEnsembleIsARunThatNeedsItsMembersNoMore(string combine)
    {
        using var some = SomeMembers.Seeds();
        var (_, result) = some.Build("ensemble", combine);
        some.DeleteRuns();
        var folder = RunFolder.Open(some["ensemble"]);
        var plan = ExperimentPlan.Compose(folder.Resolved).Settled();

        Assert.Multiple(() =>
        {
            Assert.That(RunState.Of(folder).Phase, Is.EqualTo(RunPhase.Completed));
            Assert.That(RunEvaluator.Evaluate(plan, folder, SplitName.Test).Scores.Tasks, Is.EqualTo(result.Test!.Tasks));
            Assert.That(RunEvaluator.Evaluate(plan, folder, SplitName.Test).Baseline.Tasks, Is.EqualTo(result.Baseline!.Tasks));
            Assert.That(
                RunEvaluator.Evaluate(plan, folder, SplitName.Validation).Scores.Tasks,
                combine.Contains('=') ? Is.Not.EqualTo(result.Validation!.Tasks) : Is.EqualTo(result.Validation!.Tasks),
                "what was fitted to these rows is judged by fits without the row that it judges");
            Assert.That(File.ReadAllText(folder.Report), Does.Contain("mean of members"));
        });
    }

    [Test]
    public void ThePredictorOfAFolderIsThatOfARunOrOfAnEnsemble()
    {
        using var scope = torch.NewDisposeScope();
        using var some = SomeMembers.Seeds();
        some.Build("ensemble", "mean");
        using var split = EnsembleBuilder.PlanOf(some.Members[0], null).Data.Load(SplitName.Test);
        using var together = PredictorOf(some["ensemble"]);
        var each = some.Members.Select(m =>
        {
            using var alone = PredictorOf(m.Source);
            return alone.Predict(split.Inputs);
        }).ToList();
        var prediction = together.Predict(split.Inputs);

        TestSupport.TensorAssert.Close(prediction[0].exp(), (each[0][0].softmax(1) + each[1][0].softmax(1) + each[2][0].softmax(1)) / 3, 1e-5);
        TestSupport.TensorAssert.Close(prediction[1], (each[0][1] + each[1][1] + each[2][1]) / 3, 1e-5);
    }

    [Test]
    public void GarbageInTheTestTargetsChangesTheTestFiguresAlone()
    {
        using var some = SomeMembers.Seeds();
        var (clean, cleanResult) = some.Build("clean");
        var (poisoned, poisonedResult) = some.Build("poisoned", change: plan => plan with { Data = new PoisonedData(plan.Data, () => { }) });
        static string Text<T>(T value) => JsonSerializer.Serialize(value, RunJson.Indented);

        Assert.Multiple(() =>
        {
            Assert.That(poisonedResult.Test!["size", "rmse"], Is.GreaterThan(100 * cleanResult.Test!["size", "rmse"]), "the poison works");
            Assert.That(Text(poisoned.Tasks), Is.EqualTo(Text(clean.Tasks)));
            Assert.That(Text(poisoned.Rows.Select(r => r with { Test = null })), Is.EqualTo(Text(clean.Rows.Select(r => r with { Test = null }))));
            Assert.That(Text(poisonedResult.Validation), Is.EqualTo(Text(cleanResult.Validation)));
            Assert.That(Text(poisoned.Diversity["validation"]), Is.EqualTo(Text(clean.Diversity["validation"])));
            Assert.That(Text(poisoned.Uncertainty), Is.EqualTo(Text(clean.Uncertainty)), "what needs no targets");
        });
    }

    [Test]
    public void WhatIsKeptIsTheBestOnValidation()
    {
        using var some = SomeMembers.Seeds();
        var (record, _) = some.Build("ensemble");
        var best = record.Rows.Where(r => r.Kind == EnsembleRowKind.Combination).MaxBy(r => r.Score)!;

        Assert.That(record.ChosenByValidation);
        Assert.That(record.Tasks.Values.Select(t => t.Kind), Is.All.EqualTo(best.Name));
        Assert.That(record.Rows.Select(r => r.Name), Is.EqualTo(new[] { "member 1", "member 2", "member 3", "mean", "mean-logits", "weighted", "vote", "stacking", "greedy" }));
    }

    [Test]
    public void MembersOfACrossValidationAreOneVoice()
    {
        using var some = new SomeMembers();
        foreach (var model in new[] { "[16]", "[8]" })
        {
            for (var fold = 1; fold <= 3; fold++)
            {
                some.With("data.fold.count=3", $"data.fold.index={fold}", $"model.trunk.hidden={model}");
            }
        }

        var (record, result) = some.Build("ensemble", "weighted");

        Assert.Multiple(() =>
        {
            Assert.That(record.Members.Select(m => m.Voice), Is.EqualTo(new[] { 0, 0, 0, 1, 1, 1 }));
            Assert.That(record.Members.Select(m => m.Fold), Is.EqualTo(new[] { 1, 2, 3, 1, 2, 3 }));
            Assert.That(record.Tasks["size"].Weights, Has.Count.EqualTo(2));
            Assert.That(result.Test, Is.Not.Null, "the folds leave the test split alone, the ensemble reads it");

            // Equally large folds: what the rows came to as one is the mean of what each member's fold came to.
            var members = record.Rows.Take(3).Select(r => r.Validation!["shape", "accuracy"]).Average();
            Assert.That(record.Rows.Take(3).Select(r => r.Validation!["shape", "accuracy"]), Is.All.InRange(0, 1));
            Assert.That(members, Is.GreaterThan(0));
        });
    }

    [Test]
    public void AFoldThatNobodyHeldOutIsMissed()
    {
        using var some = new SomeMembers().With("data.fold.count=3", "data.fold.index=1").With("data.fold.count=3", "data.fold.index=3");

        Assert.That(() => some.Build("ensemble"), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("held out fold 2 of 3"));
    }

    [TestCase("data.train=32", "data.train is 64 in the one and 32 in the other. Members predict the same rows.")]
    [TestCase("data.seed=5", "data.seed is ")]
    [TestCase("tasks.shape.target=color", "tasks.shape is classification of shape in the one and classification of color in the other.")]
    [TestCase("tasks.color.kind=classification", "tasks is shape+size in the one and shape+size+color in the other. Members learn the same tasks.")]
    [TestCase("data.fold.index=1", "data.fold")]
    public void MembersThatDoNotFitAreRefused(string other, string problem)
    {
        using var some = new SomeMembers().With().With(other);

        Assert.That(() => some.Build("ensemble"), Throws.TypeOf<InvalidOptionException>().With.Message.Contains(problem));
        Assert.That(Directory.Exists(some["ensemble"]), Is.False, "nothing is created");
    }

    [Test]
    public void WithoutValidationNothingIsFittedButTheRestWorks()
    {
        using var some = new SomeMembers().With("data.validation=0").With("data.validation=0", "seed=2");

        Assert.That(() => some.Build("fitted", "weighted"), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("no validation split"));
        Assert.That(() => some.Build("chosen"), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("Say --combine mean"));
        Assert.That(some.Build("asked", "mean-logits").Result.Test, Is.Not.Null);
    }

    [Test]
    public void BootstrapSamplesMakeMembersOfOneDataSet()
    {
        using var some = new SomeMembers().With("data.bootstrap=1").With("data.bootstrap=2");
        var (record, _) = some.Build("ensemble", "mean");

        Assert.That(record.Members, Has.Count.EqualTo(2));
        Assert.That(File.ReadAllText(Path.Combine(some["ensemble"], "resolved.json")), Does.Contain("\"bootstrap\": null"));
    }

    /// <summary>As for new rows: without the data set.</summary>
    private static IPredictor PredictorOf(string path) => Predictors.PredictorOf(ExperimentPlan.Remember(RunFolder.Open(path)).Settled(), RunFolder.Open(path));
}
