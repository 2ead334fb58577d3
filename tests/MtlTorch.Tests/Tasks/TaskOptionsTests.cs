using MtlTorch.Modules.Heads;
using MtlTorch.Tasks;

namespace MtlTorch.Tests.Tasks;

public sealed class TaskOptionsTests
{
    [Test]
    public void ATaskLearnsTheTargetOfItsNameOrTheOneItNames()
    {
        Assert.That(((SupervisedTask)new ClassificationOptions().Build("kind", Some.Targets)).Target, Is.EqualTo("kind"));

        var renamed = (SupervisedTask)new RegressionOptions { Target = "amount", Weight = 0.25 }.Build("harvest", Some.Targets);

        Assert.That((renamed.Name, renamed.Target, renamed.Weight), Is.EqualTo(("harvest", "amount", 0.25)));
    }

    private static IEnumerable<TestCaseData> Misfits()
    {
        const string Hint = "it has kind, amount. A task learns the target of its own name unless \"target\" names another.";
        yield return Case("no target of the task's name", new ClassificationOptions(), "sort", "", $"the data set has no target 'sort'; {Hint}");
        yield return Case(
            "no target of the given name", new RegressionOptions { Target = "mass" }, "amount", "target",
            $"the data set has no target 'mass'; {Hint}");
        yield return Case(
            "numbers to classify", new ClassificationOptions(), "amount", "kind",
            "the target 'amount' holds real numbers; a classification needs classes. Use \"kind\": \"regression\".");
        yield return Case(
            "classes to regress", new RegressionOptions(), "kind", "kind",
            "the target 'kind' holds classes; a regression needs real numbers. Use \"kind\": \"classification\".");

        static TestCaseData Case(string name, TaskOptions options, string task, string option, string problem) =>
            new TestCaseData(options, task, option, problem).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Misfits))]
    public void ATaskWithoutAFittingTargetIsRefused(TaskOptions options, string task, string option, string problem)
    {
        var refusal = Assert.Throws<InvalidOptionException>(() => options.Build(task, Some.Targets))!;

        Assert.That((refusal.Option, refusal.Problem), Is.EqualTo((option, problem)));
    }

    [Test]
    public void HeadsHaveAnOutputForEachClassOrNumber()
    {
        using var scope = torch.NewDisposeScope();
        var widths = Some.Tasks().Select(task =>
        {
            using var head = task.BuildHead(new HeadPlace(4, [4]), Some.Context());
            return head.call(torch.ones(5, 4)).size(1);
        });

        Assert.That(widths, Is.EqualTo(new[] { 3, 2 }));
    }

    [Test]
    public void TheFirstMetricIsTheMainOneAndUnitsAreThoseOfTheTarget()
    {
        var tasks = Some.Tasks();

        Assert.That(tasks[0].Metrics.Select(m => m.Name), Is.EqualTo(new[] { "accuracy", "precision", "recall", "f1" }));
        Assert.That(tasks[0].Metrics.Select(tasks[0].UnitOf), Is.All.Null);
        Assert.That(tasks[1].Metrics.Select(m => m.Name), Is.EqualTo(new[] { "rmse", "mae", "r2" }));
        Assert.That(tasks[1].Metrics.Select(tasks[1].UnitOf), Is.EqualTo(new[] { "kg", "kg", null }));
    }
}
