using MtlTorch.Balancing.Weighting;

namespace MtlTorch.Tests.Balancing;

public sealed class LogStchTests() : StatefulWeightingContract(new LogStchOptions { WarmupEpochs = 2 }, WhenLossesGrow.InverseWeights)
{
    /// <summary>
    /// Only the weights are compared: the recorded total lacks the largest logarithm, a constant. Epochs are recorded from 0 on; the
    /// one with the number of the setting is the last of the warm-up.
    /// </summary>
    [RecordedWeighting("STCH", "libmtl_mu1")]
    [RecordedWeighting("STCH", "libmtl_mu0.3")]
    public void EpochsAreAsRecorded(WeightingCase recorded)
    {
        var warmup = recorded.Hyper.Whole("warmup_epoch") + 1;
        var method = new LogStch(new LogStchOptions { Mu = recorded.Hyper.Number("mu"), WarmupEpochs = warmup });
        var epoch = 0;
        List<double[]> losses = [];
        foreach (var step in recorded.Steps)
        {
            for (; epoch < step.Whole("epoch"); epoch++)
            {
                method.EpochEnded(losses.Count == 0 ? new double[recorded.Tasks] : Mean(losses));
                losses.Clear();
            }

            using var now = recorded.Tensor(step, "losses");
            using var weights = method.Weights(now);
            recorded.Check(step, "grad_losses", weights);
            losses.Add(step.List<double>("losses"));
        }
    }

    [Test]
    public void ALossOfZeroHasNoWeightAndLeavesTheOthersTheirs()
    {
        using var scope = torch.NewDisposeScope();
        var method = new LogStch(new LogStchOptions { WarmupEpochs = 1 });
        var losses = torch.tensor(new[] { 0.0, 0.5 });

        Assert.That(TensorAssert.Doubles(method.Weights(losses)), Is.EqualTo(new[] { 0.0, 2 }));
        method.EpochEnded([1, 1]);
        Assert.That(TensorAssert.Doubles(method.Weights(losses)), Is.EqualTo(new[] { 0.0, 4 }).Within(1e-12));
    }

    private static double[] Mean(List<double[]> losses) => [.. losses[0].Select((_, i) => losses.Average(l => l[i]))];
}
