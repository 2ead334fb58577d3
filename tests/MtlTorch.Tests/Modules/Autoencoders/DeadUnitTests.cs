using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.Sparsity;

namespace MtlTorch.Tests.Modules.Autoencoders;

/// <summary>Units that never fire are noticed, learn by AuxK, and begin anew by resampling.</summary>
public sealed class DeadUnitTests
{
    private const int Dead = 2;

    [Test]
    public void AUnitIsDeadAfterSoManyInputsWithoutAnActivation()
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = WithADeadUnit();

        Assert.That(DeadOnes(autoencoder), Is.Empty);
        Step(autoencoder);
        Assert.That(DeadOnes(autoencoder), Is.Empty, "7 of 10 inputs");
        Step(autoencoder);
        Assert.That(DeadOnes(autoencoder), Does.Contain(Dead));
        autoencoder.Encoder.Bias!.detach().fill_(100);
        Step(autoencoder);
        Assert.That(DeadOnes(autoencoder), Is.Empty, "a unit that fires is alive at once");
    }

    [Test]
    public void AuxKGivesDeadUnitsAloneAGradientTowardsTheResidual()
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = WithADeadUnit(new AuxKOptions { K = 4, Weight = 0.5 });
        var input = SomeAutoencoder.Input();
        Assert.That(autoencoder.LossOf(autoencoder.Encode(input), input).Auxiliary.item<double>(), Is.Zero, "nothing is dead yet");
        Kill(autoencoder);
        autoencoder.zero_grad();

        var encoded = autoencoder.Encode(input);
        var auxiliary = autoencoder.LossOf(encoded, input).Auxiliary;
        auxiliary.backward();

        var dead = DeadOnes(autoencoder);
        Assert.That(dead, Has.Length.InRange(1, 3), "fewer than k");
        var weight = autoencoder.Decoder.get_parameter("weight");
        var code = encoded.Pre * autoencoder.DeadUnits();
        var residual = (input - autoencoder.Decode(encoded.Code)).detach();
        var expected = 0.5 * dead.Length / 4.0 * (code.mm(weight) - residual).square().sum(dim: 1).mean();
        Assert.That(auxiliary.item<double>(), Is.EqualTo(expected.item<double>()).Within(1e-9));
        var moved = TensorAssert.Doubles(weight.grad!.abs().sum(dim: 1));
        Assert.That(Enumerable.Range(0, SomeAutoencoder.Units).Where(j => moved[j] > 0), Is.EqualTo(dead.Select(j => (int)j)));
    }

    [TestCaseSource(typeof(SomeAutoencoder), nameof(SomeAutoencoder.KindNames))]
    public void ResamplingRevivesDeadUnits(string kind)
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = SomeAutoencoder.Of(SomeAutoencoder.Kinds[kind], o => o with { DeadAfter = 10 });
        autoencoder.Memory.get_buffer("silent").index_fill_(0, torch.tensor(new long[] { 1, 5 }), 10);
        var input = SomeAutoencoder.Input();
        var before = autoencoder.Encode(input).Pre;

        var revived = autoencoder.Resample(input);

        Assert.That(revived, Is.EqualTo(new long[] { 1, 5 }));
        Assert.That(DeadOnes(autoencoder), Is.Empty);
        var norms = TensorAssert.Doubles(autoencoder.Decoder.Norms());
        Assert.That(new[] { norms[1], norms[5] }, Is.All.EqualTo(1).Within(1e-9));
        var drive = autoencoder.Sparsity.Drive(autoencoder.Encode(input).Pre);
        foreach (var unit in revived)
        {
            Assert.That(drive.select(1, unit).max().item<double>(), Is.GreaterThan(0), "it fires for the input whose direction it has");
        }

        var after = autoencoder.Encode(input).Pre;
        TensorAssert.Close(after.select(1, 0), before.select(1, 0), 0, "the others stay as they are");
        Assert.That(autoencoder.Resample(input), Is.Empty, "nothing is left to do");
    }

    [Test]
    public void AResampledUnitLooksTowardsABadlyReconstructedInput()
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = WithADeadUnit();
        Kill(autoencoder);
        var input = torch.zeros([20, SomeAutoencoder.Inputs], torch.float64);
        input[13].fill_(50);

        autoencoder.Resample(input);

        var toward = (input[13] - autoencoder.Decoder.Center()).detach();
        var direction = ((PlainDecoder)autoencoder.Decoder).Directions()[Dead].detach();
        TensorAssert.Close(direction, toward / toward.norm(), 1e-9);
        var cosine = autoencoder.Encoder.Weight.detach().select(1, Dead).dot(direction) / autoencoder.Encoder.Weight.detach().select(1, Dead).norm();
        Assert.That(cosine.item<double>(), Is.EqualTo(1).Within(1e-9));
    }

    [Test]
    public void DeadFiltersTakePatchesOfImages()
    {
        using var scope = torch.NewDisposeScope();
        var options = new SparseAutoencoderOptions { Codec = new ConvCodecOptions { Units = 3, Kernel = 2, Padding = 1, Stride = 2 }, Sparsity = new L1Options(), DeadAfter = 1 };
        using var autoencoder = options.Build([2, 5, 4], Some.Context());
        autoencoder.Memory.get_buffer("silent").index_fill_(0, torch.tensor(new long[] { 1 }), 9);
        var images = TestPattern.Tensor([4, 2, 5, 4], 3);

        Assert.That(autoencoder.Resample(images), Is.EqualTo(new long[] { 1 }));

        var direction = ((PlainDecoder)autoencoder.Decoder).Directions()[1].detach().flatten();
        var padded = torch.zeros(4, 2, 7, 6);
        padded.narrow(2, 1, 5).narrow(3, 1, 4).copy_(images);
        var patches = torch.cat([.. from y in Enumerable.Range(0, 3) from x in Enumerable.Range(0, 3) select padded.narrow(2, 2 * y, 2).narrow(3, 2 * x, 2).reshape(4, 8)], 0);
        var cosines = patches.mv(direction) / patches.norm(dim: 1).clamp_min(1e-9);
        Assert.That(cosines.max().item<float>(), Is.EqualTo(1).Within(1e-5));
    }

    private static SparseAutoencoder WithADeadUnit(AuxKOptions? auxK = null)
    {
        var autoencoder = SomeAutoencoder.Of(new L1Options(), o => o with { DeadAfter = 10, AuxK = auxK });
        autoencoder.Encoder.Bias!.detach().fill_(1);
        autoencoder.Encoder.Bias!.detach()[Dead].fill_(-100);
        return autoencoder;
    }

    private static void Kill(SparseAutoencoder autoencoder)
    {
        Step(autoencoder);
        Step(autoencoder);
    }

    private static void Step(SparseAutoencoder autoencoder) => autoencoder.Loss(SomeAutoencoder.Input());

    private static long[] DeadOnes(SparseAutoencoder autoencoder) => autoencoder.DeadUnits().nonzero().flatten().data<long>().ToArray();
}
