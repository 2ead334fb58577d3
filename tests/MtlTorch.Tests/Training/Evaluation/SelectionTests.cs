using MtlTorch.Tasks;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Tests.Training.Evaluation;

public sealed class SelectionTests
{
    private static readonly IReadOnlyList<LearningTask> Tasks = Some.Tasks(new() { Weight = 2 }, new() { Weight = 0.5 });

    private static readonly Scores Trivial = Figures(kindLoss: 1.1, accuracy: 0.4, amountLoss: 1, rmse: 8);

    [TestCase(0.4, 8, ExpectedResult = 0.0, TestName = "As good as trivial: 0")]
    [TestCase(1.0, 0, ExpectedResult = 1.0, TestName = "Perfect: 1")]
    [TestCase(0.7, 6, ExpectedResult = 0.375, TestName = "Half the way and a quarter of it: 0.375")]
    [TestCase(0.1, 8, ExpectedResult = -0.25, TestName = "Worse than trivial: below 0")]
    public double Skill(double accuracy, double rmse) => Math.Round(
        SelectionRule.Parse("skill", Tasks).Score(Figures(0, accuracy, 0, rmse), Trivial), 12);

    [Test]
    public void WhereTheTrivialPredictionIsPerfectThereIsNoSkillToShow()
    {
        var trivial = Figures(0, accuracy: 1, 0, rmse: 8);

        Assert.That(SelectionRule.Parse("skill", Tasks).Score(Figures(0, 0.9, 0, rmse: 4), trivial), Is.EqualTo(0.25));
    }

    [Test]
    public void LossIsTheWeightedSumAndLessIsBetter()
    {
        var rule = SelectionRule.Parse("loss", Tasks);

        Assert.That(rule.Score(Figures(kindLoss: 0.3, 0, amountLoss: 4, 0), Trivial), Is.EqualTo(-(2 * 0.3 + 0.5 * 4)));
    }

    [TestCase("kind.accuracy", ExpectedResult = 0.7)]
    [TestCase("amount.rmse", ExpectedResult = -6)]
    public double AMetricCountsInItsDirection(string text) => SelectionRule.Parse(text, Tasks).Score(Figures(0, 0.7, 0, 6), Trivial);

    [Test]
    public void NamesThatBeginAlikeAreToldApart()
    {
        LearningTask[] tasks = [new ClassificationOptions { Target = "kind" }.Build("kin", Some.Targets), .. Tasks];

        Assert.That(((MetricRule)SelectionRule.Parse("kind.f1", tasks)).Task, Is.EqualTo("kind"));
    }

    [TestCase("accuracy")]
    [TestCase("kind")]
    [TestCase("kind.rmse")]
    [TestCase("Kind.accuracy")]
    [TestCase("amount.")]
    [TestCase("")]
    public void WhatIsNotKnownIsShownWithWhatIs(string text) => Assert.That(
        () => SelectionRule.Parse(text, Tasks),
        Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo(
            $"select: '{text}' is not known. Use \"skill\", \"loss\" or one of kind.accuracy, kind.precision, kind.recall, kind.f1, amount.rmse, amount.mae, amount.r2."));

    private static Scores Figures(double kindLoss, double accuracy, double amountLoss, double rmse)
    {
        var kind = new Dictionary<string, double> { ["loss"] = kindLoss, ["accuracy"] = accuracy };
        var amount = new Dictionary<string, double> { ["loss"] = amountLoss, ["rmse"] = rmse };
        return new(new Dictionary<string, IReadOnlyDictionary<string, double>> { ["kind"] = kind, ["amount"] = amount });
    }
}
