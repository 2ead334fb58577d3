using MtlTorch.Regularizers;
using MtlTorch.Tensors;
using MtlTorch.Training;

namespace MtlTorch.Tests.Training.Regularizing;

/// <summary>What is done to the features that the heads get.</summary>
public sealed class FeatureRegularizerTests
{
    [Test]
    public void SharedDropoutTakesTheSameFeaturesFromAllTasksInTrainingAlone()
    {
        using var scope = torch.NewDisposeScope();
        using var run = Run(new FeatureDropoutOptions { Probability = 0.25 });
        var inputs = run.Train.Inputs;
        var whole = Represented(run, inputs, train: false);
        var dropped = Represented(run, inputs, train: true);

        Assert.That(dropped[0], Is.SameAs(dropped[1]));
        AssertDropped(dropped[0], whole[0], 0.25);
    }

    [Test]
    public void ATaskLosesFeaturesOfItsOwn()
    {
        using var scope = torch.NewDisposeScope();
        using var run = Run(new FeatureDropoutOptions { Probability = 0.5, On = ["task:amount"] });
        var whole = Represented(run, run.Train.Inputs, train: false);
        var dropped = Represented(run, run.Train.Inputs, train: true);

        TensorAssert.Same(dropped[0], whole[0]);
        AssertDropped(dropped[1], whole[1], 0.5);

        using var both = Run(new FeatureDropoutOptions { Probability = 0.5, On = ["heads"] });
        var apart = Represented(both, both.Train.Inputs, train: true);
        Assert.That(TensorAssert.Doubles(apart[0]), Is.Not.EqualTo(TensorAssert.Doubles(apart[1])));
    }

    [Test]
    public void ATrainingThatIsOverLeavesTheModelAlone()
    {
        var run = Run(new FeatureDropoutOptions());
        Assert.That(run.Model.FeatureNoise, Has.Count.EqualTo(1));
        run.Trainer.Dispose();
        Assert.That(run.Model.FeatureNoise, Is.Empty);
        run.Model.Dispose();
    }

    [Test]
    public void ActivityIsMeasuredByItsFormulas()
    {
        using var scope = torch.NewDisposeScope();
        var context = new RegularizerContext([], ["left", "right"], _ => 1, new Randomness(1));
        var (shared, other) = (TestPattern.Tensor([4, 3], 1), (TestPattern.Tensor([4, 3], 2) + 0.5).clamp(0.01, 0.99));
        double Value(ActivationSparsityOptions options, torch.Tensor left, torch.Tensor right) =>
            ((IFeaturePenalty)options.Build(context)).Of(new Dictionary<string, torch.Tensor> { ["left"] = left, ["right"] = right })!.item<float>();
        var means = TensorAssert.Doubles(other.mean([0]));

        Assert.That(Value(new() { Lambda = 2 }, shared, shared), Is.EqualTo(TensorAssert.Doubles(shared).Sum(Math.Abs) * 2 / 4).Within(1e-6), "once, although two tasks have them");
        Assert.That(Value(new() { Lambda = 2 }, shared, other), Is.EqualTo((TensorAssert.Doubles(shared).Sum(Math.Abs) + TensorAssert.Doubles(other).Sum()) * 2 / 4).Within(1e-6));
        Assert.That(Value(new() { Lambda = 2, On = ["task:right"] }, shared, other), Is.EqualTo(TensorAssert.Doubles(other).Sum() * 2 / 4).Within(1e-6));
        Assert.That(
            Value(new() { Lambda = 2, Measure = SparsityMeasure.Kl, Target = 0.1, On = ["task:right"] }, shared, other),
            Is.EqualTo(2 * means.Sum(m => (0.1 * Math.Log(0.1 / m)) + (0.9 * Math.Log(0.9 / (1 - m))))).Within(1e-5));
    }

    [Test]
    public void ActivityFallsWithThePenalty()
    {
        using var scope = torch.NewDisposeScope();
        using var plain = Run().Finished();
        using var sparse = Run(new ActivationSparsityOptions { Lambda = 0.3 }).Finished();

        double Activity(TrainingRun run) => Represented(run, run.Validation.Inputs, train: false)[0].abs().mean().item<float>();
        Assert.That(Activity(sparse), Is.LessThan(0.8 * Activity(plain)));
    }

    private static TrainingRun Run(params IReadOnlyList<RegularizerOptions> regularizers) =>
        new(new TrainerOptions { Epochs = 20, BatchSize = 8 }, change: s => s with { Regularizers = regularizers });

    private static torch.Tensor[] Represented(TrainingRun run, torch.Tensor inputs, bool train)
    {
        run.Model.train(train);
        return [.. run.Model.Represent(inputs).Select(r => r.Features)];
    }

    private static void AssertDropped(torch.Tensor dropped, torch.Tensor whole, double probability)
    {
        var (after, before) = (TensorAssert.Doubles(dropped), TensorAssert.Doubles(whole));
        var gone = after.Count(a => a == 0);
        Assert.That(gone / (double)after.Length, Is.EqualTo(probability).Within(4 * Math.Sqrt(0.25 / after.Length)));
        Assert.That(after.Zip(before).Where(p => p.First != 0).Select(p => p.First), Is.EqualTo(after.Zip(before).Where(p => p.First != 0).Select(p => p.Second / (1 - probability))).Within(1e-5));
    }
}
