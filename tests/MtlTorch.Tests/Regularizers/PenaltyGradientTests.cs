using MtlTorch.Regularizers;

namespace MtlTorch.Tests.Regularizers;

/// <summary>The gradient that a penalty adds is that of the value it tells, by central differences; and it is added, not put.</summary>
public sealed class PenaltyGradientTests
{
    private const double Width = 1e-5;

    private static IEnumerable<TestCaseData> Penalties()
    {
        const PenaltyStep gradient = PenaltyStep.Gradient;
        yield return Case("l2", new L2PenaltyOptions { Lambda = 0.3 });
        yield return Case("l2 with biases", new L2PenaltyOptions { Lambda = 0.3, Biases = true });
        yield return Case("l2 of a task over its rows", new L2PenaltyOptions { Lambda = 3, PerRows = true, On = ["task:left", "shared.dense"] });
        yield return Case("l1", new L1PenaltyOptions { Lambda = 0.3, Step = gradient, On = ["heads"], Biases = true });
        yield return Case("elastic net", new ElasticNetOptions { Lambda = 0.3, L1Ratio = 0.4, Step = gradient });
        yield return Case("group lasso across tasks", new GroupLassoOptions { Lambda = 0.3, Step = gradient });
        yield return Case("group lasso of inputs", new GroupLassoOptions { Lambda = 0.3, Step = gradient, Groups = WeightGroups.Inputs, BySize = true });
        yield return Case("group lasso of units", new GroupLassoOptions { Lambda = 0.3, Step = gradient, Groups = WeightGroups.Units, On = ["shared"] });
        yield return Case("trace norm of the tasks", new TraceNormOptions { Lambda = 0.3, Step = gradient });
        yield return Case("trace norm of layers", new TraceNormOptions { Lambda = 0.3, Step = gradient, Of = TraceMatrix.Layers });
        yield return Case("tasks near their mean", new TaskRelationshipOptions { Lambda = 0.3 });
        yield return Case("tasks near each other", new TaskRelationshipOptions { Lambda = 0.3, Biases = true, Edges = [new TaskEdge { From = "left", To = "right", Weight = 2 }] });
        yield return Case("spectral norm", new SpectralNormOptions { Lambda = 0.3, Iterations = 1000 });

        static TestCaseData Case(string name, RegularizerOptions options) => new TestCaseData(options).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Penalties))]
    public void TheGradientIsThatOfTheValue(RegularizerOptions options)
    {
        using var scope = torch.NewDisposeScope();
        var context = SomeWeights.Context();
        var made = options.Build(context);
        using var disposable = made as IDisposable;
        foreach (var weight in context.Weights)
        {
            weight.Gradient.fill_(1);
        }

        ((IGradientPenalty)made).AddGradient(new StepScope(0.1));

        var touched = 0;
        foreach (var weight in context.Weights)
        {
            var expected = Differences(weight.Values, () => ((IPenalty)made).Value().item<double>());
            touched += expected.Any(d => d != 0) ? 1 : 0;
            Assert.That(TensorAssert.Doubles(weight.Gradient - 1), Is.EqualTo(expected).Within(1e-7), weight.Name);
        }

        Assert.That(touched, Is.GreaterThan(1));
    }

    [TestCaseSource(nameof(Penalties))]
    public void TheHeadsOfOtherTasksStandStill(RegularizerOptions options)
    {
        using var scope = torch.NewDisposeScope();
        var context = SomeWeights.Context();
        var made = options.Build(context);
        using var disposable = made as IDisposable;

        ((IGradientPenalty)made).AddGradient(new StepScope(0.1, Only: "left"));

        Assert.That(context.Weights.Where(w => w.Task == "right").Select(w => w.Gradient.abs().max().item<double>()), Is.All.Zero);
        Assert.That(context.Weights.Where(w => w.Task != "right").Any(w => w.Gradient.abs().max().item<double>() > 0), Is.True);
    }

    [Test]
    public void KinksAtZeroHaveTheSubgradientZero()
    {
        using var scope = torch.NewDisposeScope();
        var context = SomeWeights.Context();
        foreach (var weight in context.Weights)
        {
            weight.Values.fill_(0);
        }

        foreach (var options in Penalties().Select(c => (RegularizerOptions)c.Arguments[0]!))
        {
            var made = options.Build(context);
            using var disposable = made as IDisposable;
            ((IGradientPenalty)made).AddGradient(new StepScope(0.1));
            Assert.That(((IPenalty)made).Value().item<double>(), Is.Zero);
        }

        Assert.That(context.Weights.Select(w => w.Gradient.abs().max().item<double>()), Is.All.Zero);
    }

    [Test]
    public void ValuesAreTheFormulas()
    {
        using var scope = torch.NewDisposeScope();
        var context = SomeWeights.Context();
        torch.Tensor Of(string name) => context.Weights.First(w => w.Name == name).Values;
        double Value(RegularizerOptions options) => ((IPenalty)options.Build(context)).Value().item<double>();
        var (left, right) = (Of("heads.left.0.weight"), Of("heads.right.0.weight"));
        var both = torch.cat([left, right], 0);
        var expected = new (RegularizerOptions Options, torch.Tensor Value)[]
        {
            (new L2PenaltyOptions { Lambda = 2, On = ["task:left"] }, left.square().sum()),
            (new L2PenaltyOptions { Lambda = 2, On = ["task:left", "task:right"], PerRows = true }, (left.square().sum() / 10) + (right.square().sum() / 40)),
            (new L1PenaltyOptions { Lambda = 2, On = ["heads"] }, 2 * both.abs().sum()),
            (new ElasticNetOptions { Lambda = 2, L1Ratio = 0.25, On = ["heads"] }, (0.5 * both.abs().sum()) + (0.75 * both.square().sum())),
            (new GroupLassoOptions { Lambda = 2 }, 2 * both.square().sum([0]).sqrt().sum()),
            (new GroupLassoOptions { Lambda = 2, BySize = true }, 4 * both.square().sum([0]).sqrt().sum()),
            (new TraceNormOptions { Lambda = 2 }, 2 * torch.linalg.svdvals(both).sum()),
            (new TaskRelationshipOptions { Lambda = 2 }, (left - ((left + right) / 2)).square().sum() + (right - ((left + right) / 2)).square().sum()),
            (new TaskRelationshipOptions { Lambda = 2, Edges = [new TaskEdge { From = "right", To = "left", Weight = 3 }] }, 3 * (left - right).square().sum()),
            (new SpectralNormOptions { Lambda = 2, On = ["task:left"] }, torch.linalg.svdvals(left).max().square()),
        };

        foreach (var (options, value) in expected)
        {
            Assert.That(Value(options), Is.EqualTo(value.item<double>()).Within(1e-12), $"{options}");
        }
    }

    private static double[] Differences(torch.Tensor values, Func<double> value)
    {
        var flat = values.view(-1);
        return [.. Enumerable.Range(0, (int)flat.numel()).Select(i =>
        {
            using var scope = torch.NewDisposeScope();
            var place = flat.narrow(0, i, 1);
            place.add_(Width);
            var above = value();
            place.sub_(2 * Width);
            var below = value();
            place.add_(Width);
            return (above - below) / (2 * Width);
        })];
    }
}
