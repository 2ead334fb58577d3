using MtlTorch.Regularizers;

namespace MtlTorch.Tests.Regularizers;

/// <summary>Proximal steps and limits on the weights of a model: with the rates of its parts, for the tasks that move.</summary>
public sealed class ProximalStepTests
{
    private static readonly StepScope Scope = new(0.1, SharedRate: 0.5, Gain: 4);

    [Test]
    public void EachPartHasItsRate()
    {
        using var scope = torch.NewDisposeScope();
        var (context, before) = (SomeWeights.Context(), SomeWeights.Context());
        Apply(new L1PenaltyOptions { Lambda = 0.3 }, context, Scope);

        foreach (var (weight, old) in context.Weights.Zip(before.Weights))
        {
            var threshold = weight.Role != WeightRole.Weight ? 0 : 0.3 * 0.1 * 4 * (weight.Task is null ? 0.5 : 1);
            TensorAssert.Close(weight.Values, old.Values.sign() * (old.Values.abs() - threshold).clamp(min: 0), 1e-15, weight.Name);
        }
    }

    [Test]
    public void AnElasticNetShrinksWhatTheThresholdLeaves()
    {
        using var scope = torch.NewDisposeScope();
        var (context, before) = (SomeWeights.Context(), SomeWeights.Context());
        Apply(new ElasticNetOptions { Lambda = 0.3, L1Ratio = 0.25, On = ["shared.dense"] }, context, Scope);

        var (found, old) = (context.Weights[2].Values, before.Weights[2].Values);
        TensorAssert.Close(found, old.sign() * (old.abs() - 0.2 * 0.3 * 0.25).clamp(min: 0) / (1 + 0.2 * 0.3 * 0.75), 1e-15);
        TensorAssert.Same(context.Weights[4].Values, before.Weights[4].Values);
    }

    [Test]
    public void AFeatureGoesForAllTasksOrForNone()
    {
        using var scope = torch.NewDisposeScope();
        var context = SomeWeights.Context();
        var (left, right) = (context.Weights[4].Values, context.Weights[6].Values);
        var norms = torch.cat([left, right], 0).square().sum([0]).sqrt();
        var limit = norms.sort().Values[2].item<double>();
        Apply(new GroupLassoOptions { Lambda = limit / 0.4 * 1.0001 }, context, Scope);

        var gone = TensorAssert.Doubles(norms).Select(n => n <= limit * 1.0001).ToArray();
        Assert.That(gone.Count(g => g), Is.EqualTo(3));
        foreach (var head in new[] { left, right })
        {
            Assert.That(TensorAssert.Doubles(head.eq(0).all(0).to(torch.float64)).Select(z => z == 1), Is.EqualTo(gone));
        }
    }

    [Test]
    public void LowRankIsThatOfAllTasksTogether()
    {
        using var scope = torch.NewDisposeScope();
        var context = SomeWeights.Context();
        torch.Tensor Both() => torch.cat([context.Weights[4].Values, context.Weights[6].Values], 0);
        var before = TensorAssert.Doubles(torch.linalg.svdvals(Both()));
        Apply(new TraceNormOptions { Lambda = before[2] / 0.4 }, context, Scope);

        var after = TensorAssert.Doubles(torch.linalg.svdvals(Both()));
        Assert.That(after, Is.EqualTo(before.Select(s => Math.Max(0, s - before[2]))).Within(1e-12));
    }

    [Test]
    public void UnitsStayInTheirBall()
    {
        using var scope = torch.NewDisposeScope();
        var (context, before) = (SomeWeights.Context(), SomeWeights.Context());
        Apply(new MaxNormOptions { Limit = 0.7 }, context, Scope);

        foreach (var (weight, old) in context.Weights.Zip(before.Weights).Where(w => w.First.Role == WeightRole.Weight))
        {
            var norms = old.Rows().square().sum([1], keepdim: true).sqrt();
            TensorAssert.Close(weight.Rows(), old.Rows() * (0.7 / norms).clamp(max: 1), 1e-15, weight.Name);
        }
    }

    [Test]
    public void PowerIterationFindsTheLargestSingularValue()
    {
        using var scope = torch.NewDisposeScope();
        var context = SomeWeights.Context();
        var layers = context.Weights.Where(w => w.Role == WeightRole.Weight).ToList();
        var before = layers.Select(l => torch.linalg.svdvals(l.Rows()).max().item<double>()).ToList();
        Apply(new SpectralNormOptions { Limit = 0.8, Iterations = 500 }, context, Scope);

        Assert.That(before.Max(), Is.GreaterThan(0.8));
        Assert.That(before.Min(), Is.LessThan(0.8));
        Assert.That(layers.Select(l => torch.linalg.svdvals(l.Rows()).max().item<double>()), Is.EqualTo(before.Select(s => Math.Min(s, 0.8))).Within(1e-9));
    }

    [Test]
    public void FewIterationsCatchUpFromStepToStep()
    {
        using var scope = torch.NewDisposeScope();
        var context = SomeWeights.Context();
        using var made = (SpectralNorm)new SpectralNormOptions { Lambda = 1, On = ["shared.dense"] }.Build(context);
        var layer = context.Weights[2];
        for (var i = 0; i < 300; i++)
        {
            layer.Gradient.fill_(0);
            made.AddGradient(Scope);
        }

        var (u, s, vh) = torch.linalg.svd(layer.Values, fullMatrices: false);
        TensorAssert.Close(layer.Gradient, s[0] * u.select(1, 0).outer(vh.select(0, 0)), 1e-9);
    }

    [Test]
    public void OtherTasksStandStill()
    {
        using var scope = torch.NewDisposeScope();
        foreach (var options in new RegularizerOptions[] { new L1PenaltyOptions { Lambda = 1 }, new MaxNormOptions { Limit = 0.1 }, new SpectralNormOptions { Limit = 0.1 }, new L2PenaltyOptions { Decoupled = true, Lambda = 1 } })
        {
            var (context, before) = (SomeWeights.Context(), SomeWeights.Context());
            Apply(options, context, Scope with { Only = "left" });
            TensorAssert.Same(context.Weights[6].Values, before.Weights[6].Values, $"{options}");
            Assert.That(TensorAssert.Doubles(context.Weights[4].Values), Is.Not.EqualTo(TensorAssert.Doubles(before.Weights[4].Values)), $"{options}");
        }
    }

    private static void Apply(RegularizerOptions options, RegularizerContext context, StepScope scope)
    {
        var made = options.Build(context);
        using var disposable = made as IDisposable;
        (made as IProximalStep)?.Apply(scope);
        (made as IDecay)?.Decay(scope);
    }
}
