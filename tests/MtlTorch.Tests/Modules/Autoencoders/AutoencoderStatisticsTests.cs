using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.Sparsity;

namespace MtlTorch.Tests.Modules.Autoencoders;

/// <summary>L0, unexplained variance, mean activities and dead units are those of all rows, however they are cut into batches.</summary>
public sealed class AutoencoderStatisticsTests
{
    [Test]
    public void TheFiguresAreThoseOfTheirDefinitions([Values(20, 7, 1)] int batch)
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = SomeAutoencoder.Of(new L1Options());
        autoencoder.Encoder.Bias!.detach()[3].fill_(-50);
        var input = SomeAutoencoder.Input(rows: 20);
        using var statistics = new AutoencoderStatistics(autoencoder);
        for (var at = 0; at < 20; at += batch)
        {
            statistics.Update(input.narrow(0, at, Math.Min(batch, 20 - at)));
        }

        var figures = statistics.Compute();

        var code = autoencoder.Encode(input).Code;
        var fvu = (autoencoder.Decode(code) - input).square().sum() / (input - input.mean([0])).square().sum();
        Assert.That(figures.L0, Is.EqualTo((code > 0).sum().item<long>() / 20.0).Within(1e-12));
        Assert.That(figures.Fvu, Is.EqualTo(fvu.item<double>()).Within(1e-9));
        Assert.That(figures.ExplainedVariance, Is.EqualTo(1 - figures.Fvu));
        Assert.That(figures.MeanActivity, Is.EqualTo(TensorAssert.Doubles(code.mean([0]))).Within(1e-12));
        Assert.That(figures.DeadFraction, Is.EqualTo((code.sum(dim: 0) == 0).sum().item<long>() / 8.0));
        Assert.That(figures.DeadFraction, Is.GreaterThan(0));
    }

    [Test]
    public void InputsWithoutVarianceHaveNoFractionOfIt()
    {
        using var autoencoder = SomeAutoencoder.Of(new L1Options());
        using var statistics = new AutoencoderStatistics(autoencoder);
        using var input = torch.ones([3, 5], torch.float64);
        statistics.Update(input);

        Assert.That(statistics.Compute().Fvu, Is.NaN);
    }

    [Test]
    public void WithoutABatchThereAreNoFigures()
    {
        using var autoencoder = SomeAutoencoder.Of(new L1Options());
        using var statistics = new AutoencoderStatistics(autoencoder);

        Assert.That(statistics.Compute, Throws.InvalidOperationException);
    }
}
