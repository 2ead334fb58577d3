using MtlTorch.Modules.Heads;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;

namespace MtlTorch.Tests.Tasks;

public sealed class MultiTaskModelTests
{
    [Test]
    public void PredictionsComeInTheOrderOfTheTasks()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Some.Model();

        var predictions = model.call(TestPattern.Tensor([5, 6], 1));

        Assert.That(predictions.Select(p => p.shape), Is.EqualTo(new[] { new[] { 5L, 3 }, [5, 2] }));
    }

    [Test]
    public void APredictionIsTheHeadOnTheSharedFeatures()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Some.Model();
        var input = TestPattern.Tensor([5, 6], 1);
        var shared = (SharingArchitecture)model.Groups.First().Module;

        var prediction = model.call(input)[1];

        TensorAssert.Same(prediction, model.Heads[1].call(shared.call(input)[1].Features));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void AForwardPassLeavesItsPredictionsAlone(bool training)
    {
        using var model = Some.Model(dropout: 0.5);
        using var input = TestPattern.Tensor([5, 6], 1);
        model.train(training);

        Assert.That(LiveTensors.LeftBy(() => model.call(input).ToList().ForEach(prediction => prediction.Dispose())), Is.Zero);
    }

    [Test]
    public void GroupsAreTheSharedPartAndTheHeads()
    {
        using var model = Some.Model();

        Assert.That(model.Groups.Select(g => g.Name), Is.EqualTo(new[] { "shared", "kind", "amount" }));
        Assert.That(
            model.Groups.SelectMany(g => g.Module.parameters()).Select(p => p.Handle),
            Is.EqualTo(model.parameters().Select(p => p.Handle)),
            "every parameter is in one group");
        Assert.That(model.Groups.Skip(1).Select(g => g.Module), Is.EqualTo(model.Heads));
    }

    [TestCase("shared", TestName = "A task called as the shared parameters are")]
    [TestCase("amount", TestName = "Two tasks of one name")]
    [TestCase("a.b", TestName = "A dot, which separates the names of modules")]
    [TestCase("", TestName = "No name")]
    public void ANameThatCouldNotTellItsParametersIsRefused(string name)
    {
        var amount = new RegressionOptions { Target = "amount" };
        LearningTask[] tasks = [amount.Build("amount", Some.Targets), amount.Build(name, Some.Targets)];

        Assert.That(() => Some.Model(tasks: tasks), Throws.ArgumentException.With.Message.Contains($"'{name}'"));
    }

    /// <summary>Names and shapes as they stand in checkpoints: to change them breaks every checkpoint that was ever written.</summary>
    [Test]
    public void CheckpointNamesStayWhatTheyAre()
    {
        var conv = new ConvTrunkOptions
        {
            Blocks = [new() { Channels = 4, Norm = Normalization.Batch }, new() { Channels = 6, Norm = Normalization.Group }],
            Dense = [10, 7],
        };

        Approved.Text("checkpoint-names/conv", Names(conv, [3, 16, 16]));
        Approved.Text("checkpoint-names/lenet", Names(new LeNetOptions { Dropout = 0.5 }, [1, 28, 28]));
    }

    private static string Names(TrunkOptions trunk, long[] inputShape)
    {
        var head = new MlpHeadOptions { Hidden = [5], Dropout = 0.1 };
        var tasks = Some.Tasks(new ClassificationOptions { Head = head }, new RegressionOptions { Head = head });
        using var model = ModelBuilder.Build(trunk, new HardSharingOptions(), tasks, inputShape, Some.Context());
        return string.Concat(model.state_dict()
            .OrderBy(t => t.Key, StringComparer.Ordinal)
            .Select(t => $"{t.Key} {t.Value.dtype} [{string.Join(", ", t.Value.shape)}]\n"));
    }
}
