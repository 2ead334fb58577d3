using FsCheck.Fluent;
using MtlTorch.Balancing.Weighting;

namespace MtlTorch.Tests.Balancing;

public sealed class EqualTests() : LossWeightingContract(new EqualOptions(), WhenLossesGrow.SameWeights)
{
    [Test]
    public void WhateverTheLossesEachHasWeightOne()
    {
        var losses = Gen.Choose(1, 7).SelectMany(tasks => Gen.Elements(0f, 1e-30f, 0.5f, 3f, 1e30f, float.NaN).ArrayOf(tasks));

        Properties.Hold(losses, values =>
        {
            using var scope = torch.NewDisposeScope();
            var weights = new Equal().Weights(torch.tensor(values));

            TensorAssert.Same(weights, torch.ones([values.Length]));
        });
    }

    [RecordedWeighting("Equal", "libmtl_sum")]
    [RecordedWeighting("Equal", "torchjd_sum")]
    public void ItIsTheSumOfTheLosses(WeightingCase recorded)
    {
        foreach (var step in recorded.Steps)
        {
            using var scope = torch.NewDisposeScope();
            var losses = recorded.Tensor(step, "losses");
            var weights = new Equal().Weights(losses);
            recorded.Check(step, "grad_losses", weights);
            recorded.Check(step, "total", (weights * losses).sum());
        }
    }

    [RecordedWeighting("Constant", "torchjd")]
    public void WithConstantsOnTheLossesItIsTheirWeightedSum(WeightingCase recorded)
    {
        foreach (var step in recorded.Steps)
        {
            using var scope = torch.NewDisposeScope();
            var constants = recorded.Tensor(recorded.Hyper, "weights");
            var scaled = constants * recorded.Tensor(step, "losses");
            var weights = new Equal().Weights(scaled);
            recorded.Check(step, "grad_losses", constants * weights);
            recorded.Check(step, "total", (weights * scaled).sum());
        }
    }
}
