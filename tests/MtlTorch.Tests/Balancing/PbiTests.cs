using MtlTorch.Balancing.Weighting;

namespace MtlTorch.Tests.Balancing;

public sealed class PbiTests() : LossWeightingContract(new PbiOptions(), WhenLossesGrow.SameWeights)
{
    [RecordedWeighting("PBI", "torchjd_th5")]
    [RecordedWeighting("PBI", "torchjd_th1_ref")]
    public void StepsAreAsRecorded(WeightingCase recorded)
    {
        var options = new PbiOptions
        {
            Theta = recorded.Hyper.Number("theta"),
            Preferences = recorded.PerTask("weights"),
            Reference = recorded.PerTask("reference"),
        };
        var method = (Pbi)options.Build(recorded.Context);
        foreach (var step in recorded.Steps)
        {
            recorded.Check(step, method);
        }
    }

    [Test]
    public void OnTheLineTheTotalIsTheWayAlongIt()
    {
        using var scope = torch.NewDisposeScope();

        var total = new Pbi(theta: 5, [3, 4], [1, 1]).Total(torch.tensor(new[] { 7.0, 9.0 }));

        Assert.That(total.item<double>(), Is.EqualTo(10).Within(1e-5), "up to the small number under the root");
    }
}
