using MtlTorch.Modules.Autoencoders.Sparsity;

namespace MtlTorch.Tests.Modules.Autoencoders;

/// <summary>What each kind of sparsity promises, and how the kinds relate.</summary>
public sealed class SparsityKindsTests
{
    /// <summary>The kinds whose loss has a gradient almost everywhere; the thresholds of jump-relu have a pseudo-derivative instead.</summary>
    [TestCase("kl")]
    [TestCase("l1")]
    [TestCase("p-anneal")]
    [TestCase("top-k")]
    [TestCase("batch-top-k")]
    [TestCase("matryoshka")]
    public void GradientsAreThoseOfDifferences(string kind)
    {
        using var autoencoder = SomeAutoencoder.Of(SomeAutoencoder.Kinds[kind]);
        using var input = SomeAutoencoder.Input();

        SomeAutoencoder.AssertGradientsAreDifferences(autoencoder, input);
    }

    [Test]
    public void GradientsOfGatesAndMagnitudesAreThoseOfDifferences()
    {
        // The decoder's own are not: it is frozen in one of the two reconstructions.
        using var scope = torch.NewDisposeScope();
        using var autoencoder = SomeAutoencoder.Of(SomeAutoencoder.Kinds["gated"]);
        var gated = (Gated)autoencoder.Sparsity;
        var input = SomeAutoencoder.Input();
        SomeAutoencoder.Total(autoencoder, input).backward();

        foreach (var parameter in new[] { autoencoder.Encoder.Weight, gated.GateBias, gated.MagnitudeBias, gated.LogMagnitude })
        {
            TensorAssert.Close(parameter.grad!, SomeAutoencoder.Differences(parameter, () => SomeAutoencoder.Total(autoencoder, input)), 1e-6);
        }
    }

    [Test]
    public void JumpReluHasThePapersPseudoDerivatives()
    {
        using var scope = torch.NewDisposeScope();
        const double Width = 0.2;
        using var autoencoder = SomeAutoencoder.Of(new JumpReluOptions { Bandwidth = Width });
        var jump = (JumpRelu)autoencoder.Sparsity;
        var z = (SomeAutoencoder.Input(salt: 2).mm(autoencoder.Encoder.Weight) + 0.2).detach().requires_grad_();
        var threshold = jump.LogThreshold.exp().detach();
        var window = ((z.detach() - threshold).abs() < Width / 2).to(torch.float64);
        var upstream = TestPattern.Tensor(z.shape, 5).to(torch.float64);

        (jump.call(z) * upstream).sum().backward();

        Assert.That(window.sum().item<double>(), Is.GreaterThan(3), "some pre-activations must lie in the window");
        TensorAssert.Close(z.grad!, upstream * (z.detach() > threshold), 1e-12);
        // d/d log t = t d/dt.
        TensorAssert.Close(jump.LogThreshold.grad!, threshold * (-threshold / Width * window * upstream).sum(dim: 0), 1e-12);

        jump.zero_grad();
        jump.Penalty(z, z, autoencoder.Decoder).backward();
        TensorAssert.Close(jump.LogThreshold.grad!, threshold * (-1 / Width * window).sum(dim: 0) / SomeAutoencoder.Rows, 1e-12);
    }

    [Test]
    public void JumpReluAndItsCountAreExactInValue()
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = SomeAutoencoder.Of(SomeAutoencoder.Kinds["jump-relu"]);
        var (pre, code) = autoencoder.Encode(SomeAutoencoder.Input());
        var threshold = ((JumpRelu)autoencoder.Sparsity).LogThreshold.exp();

        TensorAssert.Close(code, pre * (pre > threshold), 0);
        Assert.That(
            autoencoder.Sparsity.Penalty(pre, code, autoencoder.Decoder).item<double>(),
            Is.EqualTo((code > 0).sum().item<long>() / (double)SomeAutoencoder.Rows).Within(1e-12));
    }

    [Test]
    public void TopKKeepsExactlyTheKLargestOfEachRow([Values(1, 3, 8)] int k)
    {
        using var scope = torch.NewDisposeScope();
        // The pattern repeats some values; a slope tells them apart.
        var pre = TestPattern.Tensor([50, SomeAutoencoder.Units], 1) + torch.arange(SomeAutoencoder.Units) * 1e-5;
        using var linear = new TopK(new TopKOptions { K = k, Rectify = false }, SomeAutoencoder.Units);
        using var rectified = new TopK(new TopKOptions { K = k }, SomeAutoencoder.Units);

        var code = linear.call(pre);

        Assert.That(Counts(code != 0), Is.All.EqualTo(k));
        var smallestKept = code.masked_fill(code == 0, double.PositiveInfinity).amin(1);
        Assert.That(Counts(pre > smallestKept.unsqueeze(1)), Is.All.EqualTo(k - 1), "only larger ones are kept");
        TensorAssert.Same(rectified.call(pre), code.relu());
    }

    [Test]
    public void BatchTopKKeepsKPerRowOnAverageInTrainingAndUsesAThresholdInEvaluation()
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = SomeAutoencoder.Of(new BatchTopKOptions { K = 2.5 });
        var batch = (BatchTopK)autoencoder.Sparsity;
        autoencoder.Encoder.Bias!.detach().fill_(1);
        var smallest = new List<double>();
        for (var step = 0; step < 3; step++)
        {
            var encoded = autoencoder.Encode(SomeAutoencoder.Input(salt: step));
            Assert.That((encoded.Code > 0).sum().item<long>(), Is.EqualTo((long)(2.5 * SomeAutoencoder.Rows)));
            autoencoder.Advance(encoded);
            smallest.Add(TensorAssert.Doubles(encoded.Code).Where(a => a > 0).Min());
        }

        Assert.That(batch.Threshold, Is.EqualTo(smallest.Average()).Within(1e-12));
        autoencoder.eval();
        var pre = autoencoder.Encode(SomeAutoencoder.Input(salt: 7)).Pre;
        var together = batch.call(pre);
        TensorAssert.Close(together, pre * (pre > batch.Threshold), 0);
        TensorAssert.Close(batch.call(pre.narrow(0, 2, 1)), together.narrow(0, 2, 1), 0, "a row's code does not depend on the others");
    }

    [Test]
    public void MatryoshkaWithOneGroupIsBatchTopK()
    {
        using var scope = torch.NewDisposeScope();
        using var plain = SomeAutoencoder.Of(new BatchTopKOptions { K = 3 });
        using var nested = SomeAutoencoder.Of(new MatryoshkaOptions { K = 3, Parts = [1] });
        var input = SomeAutoencoder.Input();
        var (expected, actual) = (SomeAutoencoder.Total(plain, input), SomeAutoencoder.Total(nested, input));
        expected.backward();
        actual.backward();

        TensorAssert.Same(actual, expected);
        TensorAssert.Same(nested.Encoder.Weight.grad!, plain.Encoder.Weight.grad!);
    }

    [Test]
    public void PAnnealAtOneIsL1([Values] bool weighted)
    {
        using var scope = torch.NewDisposeScope();
        using var l1 = SomeAutoencoder.Of(new L1Options { Weight = 0.3, Weighted = weighted });
        using var annealed = SomeAutoencoder.Of(new PAnnealOptions { Weight = 0.3, From = 1, To = 1, Weighted = weighted });
        var input = SomeAutoencoder.Input();
        var (expected, actual) = (SomeAutoencoder.Total(l1, input), SomeAutoencoder.Total(annealed, input));
        expected.backward();
        actual.backward();

        TensorAssert.Close(actual, expected, 1e-14);
        TensorAssert.Close(annealed.Encoder.Weight.grad!, l1.Encoder.Weight.grad!, 1e-14);
    }

    [Test]
    public void PAnnealFallsInStagesThatCountAsMuchAsBefore()
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = SomeAutoencoder.Of(new PAnnealOptions { From = 1, To = 0.2, Start = 2, End = 10, Stages = 4 });
        var annealed = (PAnneal)autoencoder.Sparsity;
        var encoded = autoencoder.Encode(SomeAutoencoder.Input());
        var first = annealed.Penalty(encoded.Pre, encoded.Code, autoencoder.Decoder).item<double>();
        var powers = new List<double>();
        for (var step = 0; step < 12; step++)
        {
            powers.Add(Math.Round(annealed.Power, 9));
            // The same codes at each step, so that "as much as before" is exact.
            Assert.That(annealed.Penalty(encoded.Pre, encoded.Code, autoencoder.Decoder).item<double>(), Is.EqualTo(first).Within(1e-9));
            autoencoder.Advance(encoded);
        }

        Assert.That(powers, Is.EqualTo(new[] { 1, 1, 1, 1, 0.8, 0.8, 0.6, 0.6, 0.4, 0.4, 0.2, 0.2 }));
        Assert.That(annealed.Scale, Is.Not.EqualTo(1).Within(0.01));
    }

    private static long[] Counts(torch.Tensor mask) => mask.sum(dim: 1).data<long>().ToArray();
}
