using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Tensors;

namespace MtlTorch.Tests.Balancing.Gradients;

public sealed class ImtlTests
{
    [RecordedWeighting("IMTL", "libmtl_hybrid")]
    public void StepsAreAsRecorded(WeightingCase recorded)
    {
        foreach (var step in recorded.Steps)
        {
            using var scope = torch.NewDisposeScope();
            using var method = new Imtl(new ImtlL(new ImtlLOptions(), recorded.Context));
            method.Set(recorded.Tensor(step, "log_scale"));
            var losses = recorded.Tensor(step, "losses");
            var jacobian = torch.stack(step.List<double[]>("J").Select(row => torch.tensor(row, dtype: recorded.Type)));

            var scaled = jacobian * method.Scales(losses).unsqueeze(1);
            var weights = torch.tensor(method.Weights(Gramian.Of(scaled), TensorAssert.Doubles(losses)), dtype: recorded.Type);

            recorded.Check(step, "weights", weights);
            recorded.Check(step, "vector", scaled.t().mv(weights));
            recorded.Check(step, "grad_log_scale", method.Gradient());
        }
    }

    [Test]
    public void WhatItRemembersIsAllThatItRemembers()
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(1);
        var context = new BalancingContext(2, randomness, torch.CPU);
        var losses = torch.tensor(new[] { 0.5f, 2f });
        using var first = (Imtl)new ImtlOptions { Lr = 0.1 }.Build(context);
        first.Scales(losses);
        using var second = (Imtl)new ImtlOptions { Lr = 0.1 }.Build(context);
        second.Load(first.Save());

        for (var step = 0; step < 3; step++)
        {
            TensorAssert.Same(second.Scales(losses), first.Scales(losses));
        }
    }
}
