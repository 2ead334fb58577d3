using FsCheck.Fluent;
using MtlTorch.Balancing.Weighting;

namespace MtlTorch.Tests.Balancing;

public sealed class EqualTests
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
}
