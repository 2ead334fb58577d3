using MtlTorch.Regularizers;

namespace MtlTorch.Tests.Regularizers;

/// <summary>What "on" stands for, and what is said where there is nothing.</summary>
public sealed class SelectionTests
{
    private const string Known = "There are all, shared, heads, task:left, task:right, and names or beginnings of shared.conv.weight, shared.dense.weight, shared.dense.bias, heads.left.0.weight, heads.left.0.bias, heads.right.0.weight, heads.right.0.bias. Biases count with \"biases\": true alone, frozen parts never.";

    [TestCase("all", false, "shared.conv.weight shared.dense.weight heads.left.0.weight heads.right.0.weight")]
    [TestCase("all", true, "shared.conv.weight shared.dense.weight shared.dense.bias heads.left.0.weight heads.left.0.bias heads.right.0.weight heads.right.0.bias")]
    [TestCase("shared", false, "shared.conv.weight shared.dense.weight")]
    [TestCase("heads", false, "heads.left.0.weight heads.right.0.weight")]
    [TestCase("task:right", true, "heads.right.0.weight heads.right.0.bias")]
    [TestCase("shared.dense", true, "shared.dense.weight shared.dense.bias")]
    [TestCase("heads.right.0.bias", true, "heads.right.0.bias")]
    [TestCase("task:right shared.conv", false, "shared.conv.weight heads.right.0.weight")]
    [TestCase("all shared heads", false, "shared.conv.weight shared.dense.weight heads.left.0.weight heads.right.0.weight")]
    public void PlacesAreFound(string on, bool biases, string expected)
    {
        using var scope = torch.NewDisposeScope();

        Assert.That(SomeWeights.Context().Select(on.Split(' '), biases).Select(w => w.Name), Is.EqualTo(expected.Split(' ')));
    }

    [TestCase("task:middle")]
    [TestCase("shared.den")]
    [TestCase("heads.right.0.bias")]
    [TestCase("shared.norm")]
    [TestCase("")]
    public void NothingIsToldWithWhatThereIs(string place)
    {
        using var scope = torch.NewDisposeScope();

        Assert.That(
            () => SomeWeights.Context().Select([place], biases: false),
            Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo($"on: there is no weight that learns at '{place}'. {Known}"));
    }

    [Test]
    public void KindsOfTasksWantTasks()
    {
        using var scope = torch.NewDisposeScope();
        foreach (var options in new RegularizerOptions[] { new GroupLassoOptions { On = ["shared"] }, new TraceNormOptions { On = ["shared"] }, new TaskRelationshipOptions { On = ["shared"] } })
        {
            Assert.That(
                () => options.Build(SomeWeights.Context()),
                Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo("on: 'shared' stands for no task. Use \"all\", or \"task:NAME\" with one of left, right."));
        }
    }

    [Test]
    public void TasksThatDoNotFitEachOtherAreTold()
    {
        using var scope = torch.NewDisposeScope();
        var like = SomeWeights.Context();
        var unlike = like with { Weights = [.. like.Weights.Select(w => w.Task == "right" && w.Role == WeightRole.Weight ? SomeWeights.Weight(w.Name, "right", w.Role, [2, 6], 1) : w)] };
        var headless = like with { Weights = [.. like.Weights.Where(w => w.Task != "right")] };

        AssertRefused(new TaskRelationshipOptions(), unlike, "on: heads can be alike where their layers have the same shapes: 'left' has [2, 5], 'right' has [2, 6]. Name tasks with like heads.");
        AssertRefused(new TaskRelationshipOptions(), headless, "on: heads can be alike where their layers have the same shapes: 'left' has [2, 5], 'right' has no weights that learn. Name tasks with like heads.");
        AssertRefused(new TaskRelationshipOptions { On = ["task:left"] }, like, "on: there is nothing that 'left' alone could be like. Name two tasks or more.");
        AssertRefused(new TaskRelationshipOptions { Edges = [new TaskEdge { From = "left", To = "top" }] }, like, "edges[0].to: 'top' is none of the related tasks: left, right.");
        AssertRefused(new GroupLassoOptions(), unlike, "on: the heads read different features: that of 'left' 5, that of 'right' 6. Name tasks that read the same.");
        AssertRefused(new TraceNormOptions(), headless, "on: the head of 'right' has no linear layer that learns. Name the other tasks.");
        AssertRefused(new L2PenaltyOptions { PerRows = true }, like with { RowsOf = task => task == "right" ? 0 : 5 }, "perRows: the task 'right' has no training row with a label to divide by. Leave the option out, or the task.");
    }

    [Test]
    public void OneTaskAloneKeepsWhatConcernsIt()
    {
        Assert.That(((L2PenaltyOptions)new L2PenaltyOptions { On = ["shared", "task:left", "task:right"] }.ForTask("left")!).On, Is.EqualTo(new[] { "shared", "task:left" }));
        Assert.That(((L2PenaltyOptions)new L2PenaltyOptions { On = ["heads.left.0", "heads.right"] }.ForTask("right")!).On, Is.EqualTo(new[] { "heads.right" }));
        Assert.That(new L1PenaltyOptions { On = ["task:left"] }.ForTask("right"), Is.Null);
        Assert.That(new TaskRelationshipOptions().ForTask("left"), Is.Null);
        Assert.That(new FeatureDropoutOptions { On = ["task:left"] }.ForTask("right"), Is.Null);
        Assert.That(new SamOptions().ForTask("left"), Is.EqualTo(new SamOptions()));
    }

    private static void AssertRefused(RegularizerOptions options, RegularizerContext context, string message) =>
        Assert.That(() => options.Build(context), Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo(message));
}
