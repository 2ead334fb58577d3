using MtlTorch.Balancing.Weighting;
using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Studies;
using MtlTorch.Experiments.Tests.Configs;

namespace MtlTorch.Experiments.Tests.Studies;

public sealed class StudyPointTests
{
    [Test]
    public void ForEachSeedTheExperimentComesBeforeItsSingleTaskModels()
    {
        using var experiment = new Experiment();

        var points = StudyPoint.Compose(experiment.Compose(), [5, 3], singleTask: true);

        Assert.That(points.Select(p => p.Name), Is.EqualTo(new[]
        {
            "multi-task-s5", "single-task-shape-s5", "single-task-size-s5", "multi-task-s3", "single-task-shape-s3", "single-task-size-s3",
        }));
        Assert.That(points.Select(p => p.Plan.Config.Seed), Is.EqualTo(new[] { 5, 5, 5, 3, 3, 3 }));
    }

    [Test]
    public void ASingleTaskModelIsTheSameButForTasksBalancingAndWeight()
    {
        using var experiment = new Experiment();
        var plan = experiment.Compose("balancing.kind=cagrad", "tasks.size.weight=0.25", "tasks.size.loss=mae", "trainer.select=shape.f1", "optimizer.lr=0.3");

        var single = StudyPoint.Compose(plan, [1], singleTask: true)[2].Plan;
        var differing = FlatConfig.Differing([FlatConfig.Of(plan.Config), FlatConfig.Of(single.Config)], key => !FlatConfig.IsIn(key, "tasks.shape"));

        Assert.Multiple(() =>
        {
            Assert.That(single.Tasks.Select(t => (t.Name, t.Weight)), Is.EqualTo(new[] { ("size", 1.0) }));
            Assert.That(single.Config.Balancing, Is.InstanceOf<EqualOptions>());
            Assert.That(single.Config.Trainer.Select, Is.EqualTo("skill"), "no other task's metric can choose");
            Assert.That(differing.Where(key => !FlatConfig.IsIn(key, "balancing")), Is.EqualTo(new[] { "name", "tasks", "tasks.size.weight", "trainer.select" }));
        });
    }

    [TestCase("size.r2", "size.r2")]
    [TestCase("loss", "loss")]
    [TestCase("skill", "skill")]
    public void WhatChoosesTheBestEpochStaysWhereItCan(string select, string expected)
    {
        using var experiment = new Experiment();
        var points = StudyPoint.Compose(experiment.Compose($"trainer.select={select}"), [1], singleTask: true);

        Assert.That(points.Single(p => p.Name == "single-task-size-s1").Plan.Config.Trainer.Select, Is.EqualTo(expected));
    }

    [Test]
    public void OneTaskHasNoSingleTaskModelBesides()
    {
        using var experiment = new Experiment(Experiment.Sound.Replace("\"size\": { \"kind\": \"regression\" }", "", StringComparison.Ordinal));
        var plan = experiment.Compose();

        Assert.That(StudyPoint.Compose(plan, [1], singleTask: false).Single().Name, Is.EqualTo("single-task-shape-s1"));
        Assert.That(Assert.Throws<InvalidOptionException>(() => StudyPoint.Compose(plan, [1], singleTask: true))!.Message, Is.EqualTo(
            "--baselines: the experiment has the task 'shape' alone, so it is its own single-task model. Leave the option out."));
    }
}
