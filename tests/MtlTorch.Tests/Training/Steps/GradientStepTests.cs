using MtlTorch.Balancing.Gradients;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Steps;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Training.Steps;

/// <summary>Steps that look at gradients: what the method gets to see, what becomes of its answer, and what it costs.</summary>
public sealed partial class GradientStepTests
{
    [TestCase(GradientSource.Shared)]
    [TestCase(GradientSource.Representation)]
    public void WithFixedWeightsItIsTheWeightedSumOfTheLosses(GradientSource source)
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(new Fixed(2, 0.25), source);

        var result = bench.Run();

        var shared = bench.Reference(losses => losses[0] * 2 + losses[1] * 0.25);
        TensorAssert.Close(bench.Gradient(MultiTaskModel.SharedGroup), shared[MultiTaskModel.SharedGroup], 1e-5);
        Assert.That(TensorAssert.Doubles(result.Weights!), Is.EqualTo(new[] { 2, 0.25 }));
    }

    [TestCase(GradientSource.Shared)]
    [TestCase(GradientSource.Representation)]
    public void EachHeadFollowsItsOwnLoss(GradientSource source)
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(new Fixed(2, 0.25), source);

        bench.Run();

        var alone = bench.Reference(losses => losses.sum());
        TensorAssert.Close(bench.Gradient("kind"), alone["kind"], 1e-5);
        TensorAssert.Close(bench.Gradient("amount"), alone["amount"], 1e-5);
    }

    [Test]
    public void TheMethodSeesTheProductsOfTheTasksGradients()
    {
        using var scope = NewDisposeScope();
        var method = new Fixed(1, 1);
        using var bench = new Bench(method, GradientSource.Shared);

        bench.Run();

        var kind = bench.Reference(losses => losses[0])[MultiTaskModel.SharedGroup];
        var amount = bench.Reference(losses => losses[1])[MultiTaskModel.SharedGroup];
        Assert.That(method.Seen![0, 1], Is.EqualTo(kind.dot(amount).item<float>()).Within(1e-4).Percent);
        Assert.That(method.Seen.Norm(1), Is.EqualTo(amount.norm().item<float>()).Within(1e-4).Percent);
    }

    [Test]
    public void OnTheRepresentationItSeesTheGradientsOfTheFeatures()
    {
        using var scope = NewDisposeScope();
        var method = new Fixed(1, 1);
        using var bench = new Bench(method, GradientSource.Representation);

        bench.Run();

        var gradients = bench.Reference(losses => losses.sum(), out var features);
        Assert.That(gradients, Is.Not.Empty);
        Assert.That(method.Seen![0, 0] + method.Seen[1, 1] + 2 * method.Seen[0, 1], Is.EqualTo(features.square().sum().item<float>()).Within(1e-3).Percent);
    }

    [TestCase(GradientSource.Shared, 2)]
    [TestCase(GradientSource.Representation, 1)]
    public void TheTrunkIsBackPropagatedNoOftenerThanNeeded(GradientSource source, int passes)
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(new Fixed(1, 1), source);
        CountedIdentity.Passes = 0;

        bench.Run();

        Assert.That(CountedIdentity.Passes, Is.EqualTo(passes));
    }

    [TestCase(GradientSource.Shared)]
    [TestCase(GradientSource.Representation)]
    public void ADirectionTakesThePlaceOfTheGradient(GradientSource source)
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(new Sum(), source);

        var result = bench.Run();

        var sum = bench.Reference(losses => losses.sum());
        TensorAssert.Close(bench.Gradient(MultiTaskModel.SharedGroup), sum[MultiTaskModel.SharedGroup], 1e-5);
        Assert.That(result.Weights, Is.Null);
    }

    [Test]
    public void ScalesOfTheLossesReachHeadsAndTrunk()
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(new ScaledSum(), GradientSource.Shared);

        bench.Run();

        var sum = bench.Reference(losses => (losses / losses.detach()).sum());
        foreach (var group in new[] { MultiTaskModel.SharedGroup, "kind", "amount" })
        {
            TensorAssert.Close(bench.Gradient(group), sum[group], 1e-5);
        }
    }

    [Test]
    public void StochasticMethodsChooseByTwoBatchesAndLearnFromTheThird()
    {
        using var scope = NewDisposeScope();
        var method = new Cross();
        using var bench = new Bench(method, GradientSource.Shared);
        CountedIdentity.Passes = 0;

        bench.Step.Run(bench.Split.Slice(0, 8), bench.Split.Slice(8, 8), bench.Split.Slice(16, 8));

        Assert.That(CountedIdentity.Passes, Is.EqualTo(2 + 2 + 1));
        var first = bench.Reference(losses => losses[0], 0)[MultiTaskModel.SharedGroup];
        var second = bench.Reference(losses => losses[1], 8)[MultiTaskModel.SharedGroup];
        Assert.That(method.Seen![0, 1], Is.EqualTo(first.dot(second).item<float>()).Within(1e-4).Percent);
        var third = bench.Reference(losses => losses[0] * 3 + losses[1] * 0.5, 16);
        TensorAssert.Close(bench.Gradient(MultiTaskModel.SharedGroup), third[MultiTaskModel.SharedGroup], 1e-5);
    }

    [Test]
    public void AfterADivergenceTheMethodIsNotAsked()
    {
        using var scope = NewDisposeScope();
        var method = new Fixed(1, 1);
        using var bench = new Bench(method, GradientSource.Shared);
        bench.Split.Inputs[0, 0] = tensor(float.PositiveInfinity);
        bench.Split.Inputs[0, 1] = tensor(float.NaN);

        var result = bench.Run();

        Assert.That(method.Seen, Is.Null);
        Assert.That(TensorAssert.Doubles(result.Weights!), Is.All.NaN);
    }

    [Test]
    public void WithoutSharedParametersItSaysSo()
    {
        using var scope = NewDisposeScope();
        using var model = new MultiTaskModel(new Bare(), Some.Tasks(), [.. Some.Model().Heads]);
        using var flat = new FlatParameters(model.Groups);
        using var optimizer = optim.SGD([flat.Values], 0.1);

        Assert.That(
            () => TrainingStep.For(new StepParts(model, flat, optimizer), new Fixed(1, 1)),
            Throws.TypeOf<InvalidOptionException>().With.Message.Contains("the model shares none"));
    }
}
