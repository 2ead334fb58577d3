using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.Sparsity;

namespace MtlTorch.Tests.Modules.Autoencoders;

/// <summary>The penalty of the UFLDL notes: its value, its gradient, and which mean it is of.</summary>
public sealed class KlTests
{
    private const double Rho = 0.1;

    [Test]
    public void ValueAndGradientAreTheClosedForm([Values] ActivityEstimate over)
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = Made(over);
        Remember(autoencoder, SomeAutoencoder.Input(salt: 9));
        var pre = SomeAutoencoder.Input(salt: 3).mm(autoencoder.Encoder.Weight).detach().requires_grad_();
        var code = pre.sigmoid();
        var mean = TensorAssert.Doubles(code.mean([0]));
        var old = Remembered(autoencoder);
        var estimate = mean.Select((m, j) => over switch { ActivityEstimate.Batch => m, ActivityEstimate.Moving => 0.5 * old[j] + 0.5 * m, _ => old[j] }).ToArray();

        var penalty = autoencoder.Sparsity.Penalty(pre, code, autoencoder.Decoder);
        penalty.backward();

        var expected = estimate.Sum(r => Rho * Math.Log(Rho / r) + (1 - Rho) * Math.Log((1 - Rho) / (1 - r)));
        Assert.That(penalty.item<double>(), Is.EqualTo(expected).Within(1e-12));
        var slopes = torch.tensor(estimate.Select(r => -Rho / r + (1 - Rho) / (1 - r)).ToArray(), torch.float64);
        TensorAssert.Close(pre.grad!, slopes / SomeAutoencoder.Rows * code.detach() * (1 - code.detach()), 1e-12);
    }

    [Test]
    public void TheGradientOverTheBatchIsThatOfDifferences()
    {
        using var autoencoder = Made(ActivityEstimate.Batch);
        using var input = SomeAutoencoder.Input();

        SomeAutoencoder.AssertGradientsAreDifferences(autoencoder, input);
    }

    [Test]
    public void TheGradientsOfBatchesOverTheSetAddUpToTheGradientOfTheSet()
    {
        using var scope = torch.NewDisposeScope();
        using var whole = Made(ActivityEstimate.Batch);
        using var parts = Made(ActivityEstimate.Set);
        var batches = new[] { 1, 2, 3 }.Select(salt => SomeAutoencoder.Input(salt)).ToList();
        parts.MeasureActivity(batches);

        Penalty(whole, torch.cat(batches, 0)).backward();
        foreach (var batch in batches)
        {
            (Penalty(parts, batch) / batches.Count).backward();
        }

        TensorAssert.Close(parts.Encoder.Weight.grad!, whole.Encoder.Weight.grad!, 1e-7);
    }

    [Test]
    public void TheMovingAverageIsAPlainMeanAtFirstAndForgetsLater()
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = Made(ActivityEstimate.Moving, momentum: 0.75);
        var means = new List<double>();
        double expected = 0;
        for (var step = 1; step <= 8; step++)
        {
            using var encoded = autoencoder.Encode(SomeAutoencoder.Input(salt: step));
            autoencoder.Advance(encoded);
            means.Add(TensorAssert.Doubles(encoded.Code.mean([0]))[0]);
            expected = step <= 4 ? means.Average() : 0.75 * expected + 0.25 * means[^1];

            Assert.That(Remembered(autoencoder)[0], Is.EqualTo(expected).Within(1e-12), $"step {step}");
        }
    }

    [TestCase(-1e3)]
    [TestCase(1e3)]
    public void SaturatedUnitsHaveAFinitePenaltyAndAGradientBack(double pre)
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = Made(ActivityEstimate.Batch);
        var code = torch.full([4, SomeAutoencoder.Units], pre, torch.float64).sigmoid().detach().requires_grad_();

        var penalty = autoencoder.Sparsity.Penalty(code, code, autoencoder.Decoder);
        penalty.backward();

        Assert.That(double.IsFinite(penalty.item<double>()));
        Assert.That(TensorAssert.Doubles(code.grad!).All(g => double.IsFinite(g) && Math.Sign(g) == Math.Sign(pre)), "the gradient must lead back towards the target");
    }

    [Test]
    public void TheSetMustBeMeasuredFirst()
    {
        using var autoencoder = Made(ActivityEstimate.Set);
        using var input = SomeAutoencoder.Input();

        Assert.That(() => autoencoder.Loss(input), Throws.InvalidOperationException.With.Message.Contains(nameof(SparseAutoencoder.MeasureActivity)));
    }

    private static SparseAutoencoder Made(ActivityEstimate over, double momentum = 0.5) =>
        SomeAutoencoder.Of(new KlOptions { Target = Rho, Over = over, Momentum = momentum });

    private static torch.Tensor Penalty(SparseAutoencoder autoencoder, torch.Tensor input)
    {
        var encoded = autoencoder.Encode(input);
        return autoencoder.Sparsity.Penalty(encoded.Pre, encoded.Code, autoencoder.Decoder);
    }

    private static void Remember(SparseAutoencoder autoencoder, torch.Tensor input)
    {
        autoencoder.MeasureActivity([input]);
    }

    private static double[] Remembered(SparseAutoencoder autoencoder) => TensorAssert.Doubles(autoencoder.Sparsity.get_buffer("activity"));
}
