using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.Sparsity;

namespace MtlTorch.Tests.Modules.Autoencoders;

/// <summary>The whole: parts that add up, memory that is saved, nothing that is left behind.</summary>
public sealed class SparseAutoencoderTests
{
    [TestCaseSource(typeof(SomeAutoencoder), nameof(SomeAutoencoder.KindNames))]
    public void APureLossChangesNothing(string kind)
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = SomeAutoencoder.Of(SomeAutoencoder.Kinds[kind]);
        var before = State(autoencoder);

        SomeAutoencoder.Total(autoencoder, SomeAutoencoder.Input());
        autoencoder.eval();
        autoencoder.Loss(SomeAutoencoder.Input());

        AssertSame(State(autoencoder), before);
    }

    [TestCaseSource(typeof(SomeAutoencoder), nameof(SomeAutoencoder.KindNames))]
    public void TrainingGoesOnFromAStateDict(string kind)
    {
        using var scope = torch.NewDisposeScope();
        using var first = SomeAutoencoder.Of(SomeAutoencoder.Kinds[kind], o => o with { WarmUp = 9, DeadAfter = 15, AuxK = new() });
        using var second = SomeAutoencoder.Of(SomeAutoencoder.Kinds[kind], o => o with { WarmUp = 9, DeadAfter = 15, AuxK = new() });
        Train(first, 0, 7);
        second.load_state_dict(State(first));
        Train(first, 7, 13);
        Train(second, 7, 13);

        AssertSame(State(second), State(first));
    }

    [TestCaseSource(typeof(SomeAutoencoder), nameof(SomeAutoencoder.KindNames))]
    public void NothingIsLeftBehind(string kind)
    {
        using var autoencoder = SomeAutoencoder.Of(SomeAutoencoder.Kinds[kind], o => o with { DeadAfter = 1, AuxK = new(), NormalizeDecoder = true, RemoveParallelGradient = true });
        using var input = SomeAutoencoder.Input();
        Step(autoencoder, input);

        Assert.That(LiveTensors.LeftBy(() => Step(autoencoder, input)), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => autoencoder.call(input).Dispose()), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => autoencoder.Resample(input)), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => autoencoder.MeasureActivity([input])), Is.Zero);
    }

    [Test]
    public void AMixtureAndAConvolutionLeaveNothingBehind()
    {
        var options = new SparseAutoencoderOptions { Codec = new ConvCodecOptions { Units = 3, Kernel = 3 }, Sparsity = new GatedOptions(), Decoders = 2, DeadAfter = 1, NormalizeDecoder = true, RemoveParallelGradient = true };
        using var autoencoder = options.Build([1, 6, 6], Some.Context());
        using var input = TestPattern.Tensor([2, 1, 6, 6], 1);
        Step(autoencoder, input);

        Assert.That(LiveTensors.LeftBy(() => Step(autoencoder, input)), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => autoencoder.Resample(input)), Is.Zero);
    }

    [Test]
    public void APenaltyWarmsUpInALine()
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = SomeAutoencoder.Of(new L1Options { Weight = 2 }, o => o with { WarmUp = 4, ReconstructionWeight = 0.5 });
        var weights = new List<double>();
        for (var step = 0; step < 6; step++)
        {
            weights.Add(autoencoder.PenaltyWeight);
            var loss = autoencoder.Loss(SomeAutoencoder.Input());
            var expected = 0.5 * loss.Reconstruction.item<double>() + weights[^1] * loss.Sparsity.item<double>();
            Assert.That(loss.Total.item<double>(), Is.EqualTo(expected).Within(1e-12));
        }

        Assert.That(weights, Is.EqualTo(new[] { 0.5, 1, 1.5, 2, 2, 2 }));
    }

    [Test]
    public void EqualSeedsDrawEqualWeights([Values] bool same)
    {
        using var first = new SparseAutoencoderOptions().Build([6], Some.Context(seed: 5));
        using var second = new SparseAutoencoderOptions().Build([6], Some.Context(seed: same ? 5 : 6));

        var equal = TensorAssert.Doubles(first.Encoder.Weight).SequenceEqual(TensorAssert.Doubles(second.Encoder.Weight));

        Assert.That(equal, Is.EqualTo(same));
    }

    [Test]
    public void AFilterAsLargeAsTheImageIsADenseUnit([Values] bool tied)
    {
        using var scope = torch.NewDisposeScope();
        var dense = new SparseAutoencoderOptions { Codec = new DenseCodecOptions { Units = 6 }, Sparsity = new KlOptions(), Tied = tied, Center = false };
        using var expected = dense.Build([2, 3, 3], Some.Context());
        using var actual = (dense with { Codec = new ConvCodecOptions { Units = 6, Kernel = 3 } }).Build([2, 3, 3], Some.Context());
        var input = TestPattern.Tensor([4, 2, 3, 3], 1);

        TensorAssert.Close(actual.call(input), expected.call(input), 1e-5);
        TensorAssert.Close(actual.Loss(input).Total, expected.Loss(input).Total, 1e-5);
    }

    [Test]
    public void AConvolutionGivesBackImagesOfTheirOwnSize([Values(1, 2, 3)] int stride, [Values(0, 1)] int padding, [Values(7, 8, 9)] int height)
    {
        using var scope = torch.NewDisposeScope();
        var options = new SparseAutoencoderOptions { Codec = new ConvCodecOptions { Units = 4, Kernel = 3, Stride = stride, Padding = padding }, Sparsity = new TopKOptions { K = 2 } };
        using var autoencoder = options.Build([2, height, 8], Some.Context());
        var input = TestPattern.Tensor([3, 2, height, 8], 1);

        var encoded = autoencoder.Encode(input);

        Assert.That(encoded.Code.shape, Is.EqualTo(new[] { 3 * autoencoder.Layout.Positions, 4 }));
        Assert.That(autoencoder.call(input).shape, Is.EqualTo(input.shape));
        Assert.That(autoencoder.Layout.Pieces(input).shape, Is.EqualTo(new[] { 3 * autoencoder.Layout.Positions, 2, 3, 3 }));
    }

    [Test]
    public void GradientsOfAConvolutionAreThoseOfDifferences()
    {
        using var scope = torch.NewDisposeScope();
        var options = new SparseAutoencoderOptions { Codec = new ConvCodecOptions { Units = 2, Kernel = 2, Stride = 2 }, Sparsity = new KlOptions(), Decoders = 2 };
        using var autoencoder = SomeAutoencoder.Filled(options.Build([1, 5, 4], Some.Context()));

        SomeAutoencoder.AssertGradientsAreDifferences(autoencoder, TestPattern.Tensor([3, 1, 5, 4], 1).to(torch.float64));
    }

    private static void Train(SparseAutoencoder autoencoder, int from, int to)
    {
        for (var step = from; step < to; step++)
        {
            using var input = SomeAutoencoder.Input(salt: step);
            Step(autoencoder, input);
        }
    }

    /// <summary>A step of plain gradient descent.</summary>
    private static void Step(SparseAutoencoder autoencoder, torch.Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        autoencoder.zero_grad();
        autoencoder.Loss(input).Total.backward();
        autoencoder.BeforeStep();
        using (torch.no_grad())
        {
            foreach (var parameter in autoencoder.parameters().Where(p => p.grad is not null))
            {
                parameter.sub_(0.05 * parameter.grad!);
            }
        }

        autoencoder.AfterStep();
        autoencoder.zero_grad();
    }

    private static Dictionary<string, torch.Tensor> State(SparseAutoencoder autoencoder) => autoencoder.state_dict().ToDictionary(p => p.Key, p => p.Value.clone());

    private static void AssertSame(Dictionary<string, torch.Tensor> actual, Dictionary<string, torch.Tensor> expected)
    {
        Assert.That(actual.Keys, Is.EquivalentTo(expected.Keys));
        foreach (var (name, value) in expected)
        {
            TensorAssert.Same(actual[name], value, name);
        }
    }
}
