using MtlTorch.Balancing.Weighting;

namespace MtlTorch.Tests.Balancing;

public sealed class DwaTests() : StatefulWeightingContract(new DwaOptions(), WhenLossesGrow.SameWeights)
{
    [RecordedWeighting("DWA", "libmtl_torchjd_T2")]
    [RecordedWeighting("DWA", "libmtl_torchjd_T0.5")]
    public void EpochsAreAsRecorded(WeightingCase recorded)
    {
        var method = new Dwa(new DwaOptions { Temperature = recorded.Hyper.Number("temperature") });
        foreach (var step in recorded.Steps)
        {
            using var scope = torch.NewDisposeScope();
            var losses = recorded.Tensor(step, "losses");
            var weights = method.Weights(losses);
            recorded.Check(step, "weights", weights);
            recorded.Check(step, "total", (weights * losses).sum());
            method.EpochEnded(step.List<double>("losses"));
        }
    }

    [Test]
    public void ATaskThatHadNoLossCountsAsUnchanged()
    {
        using var scope = torch.NewDisposeScope();
        var method = new Dwa(new DwaOptions { Temperature = 1 });
        method.EpochEnded([0, 2]);
        method.EpochEnded([0.5, 1]);

        var weights = method.Weights(torch.tensor(new[] { 0.5, 1 }));

        var share = Math.Exp(1) / (Math.Exp(1) + Math.Exp(0.5));
        Assert.That(TensorAssert.Doubles(weights), Is.EqualTo(new[] { 2 * share, 2 * (1 - share) }).Within(1e-12));
    }
}
