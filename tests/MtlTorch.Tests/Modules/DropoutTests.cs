using MtlTorch.Modules;
using MtlTorch.Tensors;

namespace MtlTorch.Tests.Modules;

public sealed class DropoutTests
{
    [TestCase(false)]
    [TestCase(true)]
    public void InEvaluationNothingHappens(bool channels)
    {
        using var dropout = new Dropout(0.7, channels, Some.Context());
        using var input = TestPattern.Tensor([2, 3, 4, 4], 1);

        dropout.eval();

        Assert.That(dropout.call(input), Is.SameAs(input));
    }

    [Test]
    public void WithProbabilityZeroNothingHappensAndNothingIsDrawn()
    {
        var context = Some.Context();
        using var dropout = new Dropout(0, channels: false, context);
        using var input = TestPattern.Tensor([2, 3], 1);

        Assert.That(dropout.call(input), Is.SameAs(input));
        Assert.That(context.Randomness.Streams, Is.Empty);
    }

    [TestCase(0.1)]
    [TestCase(0.5)]
    [TestCase(0.9)]
    public void ItKeepsTheExpectation(double probability)
    {
        using var scope = torch.NewDisposeScope();
        const int Count = 40_000;
        using var dropout = new Dropout(probability, channels: false, Some.Context());

        var output = TensorAssert.Doubles(dropout.call(torch.ones([Count])));

        Assert.That(output.Distinct().Order(), Is.EqualTo(new[] { 0, 1 / (1 - probability) }).Within(1e-6));
        Assert.That(output.Count(x => x == 0), Is.EqualTo(probability * Count).Within(5 * Math.Sqrt(Count * probability * (1 - probability))));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void WhatIsKeptIsDecidedByUniformNumbersWhateverTheElementType(bool isDouble)
    {
        using var scope = torch.NewDisposeScope();
        using var dropout = new Dropout(0.3, channels: false, Some.Context(4));
        using var randomness = new Randomness(4);

        var output = dropout.call(torch.ones([5, 9], isDouble ? torch.float64 : torch.float32));

        var lots = torch.rand([5, 9], torch.float32, generator: randomness.Stream("dropout"));
        Assert.That(TensorAssert.Doubles(output), Is.EqualTo(TensorAssert.Doubles(lots).Select(x => x < 0.7f ? 1 / 0.7 : 0)).Within(isDouble ? 1e-15 : 1e-6));
    }

    [Test]
    public void OnlyItsResultIsLeft()
    {
        using var dropout = new Dropout(0.5, channels: true, Some.Context());
        using var input = TestPattern.Tensor([2, 3, 4, 4], 1);

        Assert.That(LiveTensors.LeftBy(() => dropout.call(input).Dispose()), Is.Zero);
    }

    [Test]
    public void OfImagesItTakesWholeChannels()
    {
        using var scope = torch.NewDisposeScope();
        using var dropout = new Dropout(0.5, channels: true, Some.Context());

        var channels = TensorAssert.Doubles(dropout.call(torch.ones([20, 30, 3, 3]))).Chunk(9).ToList();

        Assert.That(channels.Select(c => c.Distinct().Count()), Is.All.EqualTo(1));
        Assert.That(channels.Count(c => c[0] == 0), Is.EqualTo(300).Within(61));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void EqualSeedsDropTheSameFromCallToCall(bool channels)
    {
        using var scope = torch.NewDisposeScope();
        var draws = new[] { Some.Context(1), Some.Context(1), Some.Context(2) }.Select((context, i) =>
        {
            using var dropout = new Dropout(0.5, channels, context);
            torch.manual_seed(i);
            return Enumerable.Range(0, 3).Select(_ => TensorAssert.Doubles(dropout.call(torch.ones([4, 8, 2, 2])))).ToArray();
        }).ToArray();

        Assert.That(draws[1], Is.EqualTo(draws[0]));
        Assert.That(draws[2], Is.Not.EqualTo(draws[0]));
        Assert.That(draws[0][1], Is.Not.EqualTo(draws[0][0]), "each call draws anew");
    }

    [Test]
    public void TheGradientFlowsThroughWhatIsKept()
    {
        using var scope = torch.NewDisposeScope();
        using var dropout = new Dropout(0.5, channels: false, Some.Context());
        var input = torch.ones([100]).requires_grad_();

        var output = dropout.call(input);
        output.sum().backward();

        TensorAssert.Same(input.grad!, output.detach());
    }
}
