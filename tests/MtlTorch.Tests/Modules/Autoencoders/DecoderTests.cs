using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.Sparsity;

namespace MtlTorch.Tests.Modules.Autoencoders;

/// <summary>Tied weights, directions of length 1, mixtures.</summary>
public sealed class DecoderTests
{
    [Test]
    public void TiedWeightsShareStorageAndAreOneParameter()
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = SomeAutoencoder.Of(new L1Options(), o => o with { Tied = true });
        var decoder = (PlainDecoder)autoencoder.Decoder;

        autoencoder.Encoder.Weight.detach().fill_(0.25);

        Assert.That(TensorAssert.Doubles(decoder.Directions()), Is.All.EqualTo(0.25));
        Assert.That(decoder.Directions().shape, Is.EqualTo(new long[] { SomeAutoencoder.Units, SomeAutoencoder.Inputs }));
        Assert.That(autoencoder.parameters().Count(), Is.EqualTo(3), "weights, the units' bias, the decoder's bias");
    }

    [Test]
    public void GradientsOfTiedWeightsAddUp()
    {
        using var scope = torch.NewDisposeScope();
        using var tied = SomeAutoencoder.Of(new KlOptions(), o => o with { Tied = true });
        using var free = SomeAutoencoder.Of(new KlOptions());
        Copy(from: tied, to: free);
        var input = SomeAutoencoder.Input();
        SomeAutoencoder.Total(tied, input).backward();
        SomeAutoencoder.Total(free, input).backward();
        var decoder = free.Decoder.get_parameter("weight");

        TensorAssert.Close(tied.Encoder.Weight.grad!, free.Encoder.Weight.grad! + decoder.grad!.t(), 1e-12);
        SomeAutoencoder.AssertGradientsAreDifferences(tied, input);
    }

    // Tied weights and several decoders are refused; see SparseAutoencoderOptionsTests.
    [TestCase(false, 1)]
    [TestCase(false, 3)]
    [TestCase(true, 1)]
    public void NormalizedDirectionsAreOneLong(bool tied, int decoders)
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = SomeAutoencoder.Of(new L1Options(), o => o with { Tied = tied, Decoders = decoders, NormalizeDecoder = true });
        Assert.That(TensorAssert.Doubles(autoencoder.Decoder.Norms()), Has.Some.Not.EqualTo(1).Within(0.1));

        autoencoder.AfterStep();

        Assert.That(TensorAssert.Doubles(autoencoder.Decoder.Norms()), Is.All.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void TheParallelPartOfTheGradientIsRemovedWhereThatIsWanted([Values] bool wanted, [Values] bool tied)
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = SomeAutoencoder.Of(new L1Options(), o => o with { RemoveParallelGradient = wanted, Tied = tied });
        var decoder = (PlainDecoder)autoencoder.Decoder;
        SomeAutoencoder.Total(autoencoder, SomeAutoencoder.Input()).backward();
        var gradient = tied ? autoencoder.Encoder.Weight.grad!.t() : decoder.get_parameter("weight").grad!;
        var directions = decoder.Directions().detach();
        var along = (gradient * directions).sum(dim: 1, keepdim: true) / directions.square().sum(dim: 1, keepdim: true);
        var expected = wanted ? gradient - along * directions : gradient.clone();
        Assert.That(along.abs().max().item<double>(), Is.GreaterThan(0.01));

        autoencoder.BeforeStep();

        TensorAssert.Close(tied ? autoencoder.Encoder.Weight.grad!.t() : decoder.get_parameter("weight").grad!, expected, 1e-12);
        Assert.That(TensorAssert.Doubles((expected * directions).sum(dim: 1)).All(p => Math.Abs(p) < 1e-12), Is.EqualTo(wanted));
    }

    [Test]
    public void AMixtureOfOneIsAPlainDecoder([Values] ReconstructionLoss loss, [Values] ReconstructionReduction reduction)
    {
        using var scope = torch.NewDisposeScope();
        var (layout, directions) = (new DenseLayout([SomeAutoencoder.Inputs], SomeAutoencoder.Units), TestPattern.Tensor([8, 5], 2));
        var term = new ReconstructionTerm(loss, reduction, loss == ReconstructionLoss.Bce ? ReconstructionOutput.Sigmoid : ReconstructionOutput.Linear);
        using var plain = new PlainDecoder(layout, term, directions);
        using var mixture = new MixtureDecoder(layout, term, [directions]);
        var (code, target) = (TestPattern.Tensor([7, 8], 4).relu(), TestPattern.Tensor([7, 5], 5) + 0.5);

        var (expected, actual) = (plain.Loss(code, target), mixture.Loss(code, target));
        expected.backward();
        actual.backward();

        TensorAssert.Close(mixture.Decode(code), plain.Decode(code), 1e-7);
        TensorAssert.Close(mixture.Combine(code), plain.Combine(code), 1e-7);
        TensorAssert.Close(mixture.Norms(), plain.Norms(), 1e-7);
        TensorAssert.Close(actual, expected, 1e-6);
        TensorAssert.Close(mixture.Decoders[0].get_parameter("weight").grad!, plain.get_parameter("weight").grad!, 1e-6);
        Assert.That(TensorAssert.Doubles(mixture.Beta.grad!), Is.All.EqualTo(0).Within(1e-6));
    }

    [Test]
    public void TheLossOfAMixtureIsThatOfItsDensity()
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = SomeAutoencoder.Of(new L1Options(), o => o with { Decoders = 3 });
        var mixture = (MixtureDecoder)autoencoder.Decoder;
        mixture.Beta.detach().copy_(torch.tensor([0.5, -1.0, 2.0], torch.float64));
        var (code, target) = (SomeAutoencoder.Input(salt: 2).mm(autoencoder.Encoder.Weight).detach().relu(), SomeAutoencoder.Input());
        var alpha = TensorAssert.Doubles(mixture.Beta.softmax(0));
        var errors = mixture.Decoders.Select(d => TensorAssert.Doubles((d.Decode(code) - target).square().sum(dim: 1))).ToList();
        var expected = Enumerable.Range(0, SomeAutoencoder.Rows).Average(i => -Math.Log(alpha.Select((a, h) => a * Math.Exp(-errors[h][i])).Sum()));

        Assert.That(mixture.Loss(code, target).item<double>(), Is.EqualTo(expected).Within(1e-12));
        TensorAssert.Close(mixture.Decode(code), alpha.Select((a, h) => a * mixture.Decoders[h].Decode(code)).Aggregate((x, y) => x + y), 1e-12);
        SomeAutoencoder.AssertGradientsAreDifferences(autoencoder, target);
    }

    private static void Copy(SparseAutoencoder from, SparseAutoencoder to)
    {
        using var frozen = torch.no_grad();
        to.Encoder.Weight.copy_(from.Encoder.Weight);
        to.Encoder.Bias!.copy_(from.Encoder.Bias!);
        to.Decoder.get_parameter("weight").copy_(from.Encoder.Weight.t());
        to.Decoder.get_parameter("bias").copy_(from.Decoder.get_parameter("bias"));
    }
}
