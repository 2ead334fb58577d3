using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Regularizers;

namespace MtlTorch.Tests.Regularizers;

/// <summary>What makes a map the proximal operator of a convex R: it minimizes 1/2 |x - v|² + t R(x), and it is firmly non-expansive.</summary>
public sealed class ProximalOperatorTests
{
    private sealed record Operator(Action<torch.Tensor, double> Apply, Func<torch.Tensor, double> Penalty);

    private static readonly Dictionary<string, Operator> Operators = new()
    {
        ["soft"] = new(ProximalOperators.SoftThreshold, x => x.abs().sum().item<double>()),
        ["columns"] = new((x, t) => ProximalOperators.GroupThreshold([x], 1, t), x => x.square().sum([0]).sqrt().sum().item<double>()),
        ["rows"] = new((x, t) => ProximalOperators.GroupThreshold([x], 0, t), x => x.square().sum([1]).sqrt().sum().item<double>()),
        ["singular values"] = new(ProximalOperators.SingularValueThreshold, x => torch.linalg.svdvals(x).sum().item<double>()),
        ["balls"] = new((x, t) => ProximalOperators.ProjectRows(x, t + 0.5), _ => 0),
    };

    private static IEnumerable<string> Names => Operators.Keys;

    private static Gen<(int Rows, int Columns, double Threshold, double Scale, int Salt)> Cases =>
        from rows in Gen.Choose(1, 5)
        from columns in Gen.Choose(1, 6)
        from threshold in Gen.Elements(0, 1e-3, 0.1, 0.4, 2)
        from scale in Gen.Elements(1e-3, 1, 3.0)
        from salt in Gen.Choose(1, 1000)
        select (rows, columns, threshold, scale, salt);

    [TestCaseSource(nameof(Names))]
    public void ItIsTheMinimizer(string name) => Properties.Hold(Cases, c =>
    {
        using var scope = torch.NewDisposeScope();
        var v = Drawn(c.Rows, c.Columns, c.Salt, c.Scale);
        var x = Applied(name, v, c.Threshold);
        double Objective(torch.Tensor at) => ((at - v).square().sum().item<double>() / 2) + (c.Threshold * Operators[name].Penalty(at));
        var least = Objective(x);

        // Nearby, far off, the point itself and zero; projected where only some points are allowed.
        torch.Tensor[] others = [.. Enumerable.Range(1, 12).Select(i => x + (Drawn(c.Rows, c.Columns, c.Salt + i, 1) * Math.Pow(10, -i / 3.0))), v.clone(), torch.zeros_like(v)];
        foreach (var other in others)
        {
            if (name == "balls")
            {
                ProximalOperators.ProjectRows(other, c.Threshold + 0.5);
            }

            Assert.That(Objective(other), Is.GreaterThanOrEqualTo(least - 1e-12));
        }
    });

    [TestCaseSource(nameof(Names))]
    public void ItIsFirmlyNonExpansive(string name) => Properties.Hold(Cases, c =>
    {
        using var scope = torch.NewDisposeScope();
        var (v, w) = (Drawn(c.Rows, c.Columns, c.Salt, c.Scale), Drawn(c.Rows, c.Columns, c.Salt + 1, c.Scale));
        var moved = Applied(name, v, c.Threshold) - Applied(name, w, c.Threshold);

        Assert.That(moved.square().sum().item<double>(), Is.LessThanOrEqualTo((moved * (v - w)).sum().item<double>() + 1e-12));
    });

    [Test]
    public void ZerosAreExact()
    {
        using var scope = torch.NewDisposeScope();
        var values = torch.tensor(new[] { -0.3f, 0.1f, -0.1f, 0.0f, 0.4f, 0.10000001f });
        ProximalOperators.SoftThreshold(values, 0.1);
        Assert.That(values.data<float>().ToArray()[1..4], Is.All.Zero);

        var groups = torch.tensor(new[,] { { 3.0, 0.3, 0 }, { 4.0, 0.4, 0 } });
        ProximalOperators.GroupThreshold([groups], 1, 0.6);
        Assert.That(TensorAssert.Doubles(groups), Is.EqualTo(new[] { 3 * 0.88, 0, 0, 4 * 0.88, 0, 0 }).Within(1e-15));
        Assert.That(TensorAssert.Doubles(groups).Where(g => g == 0).Count(), Is.EqualTo(4));
    }

    [Test]
    public void WhatIsNotFiniteStaysToBeSeen()
    {
        using var scope = torch.NewDisposeScope();
        foreach (var apply in Operators.Where(o => o.Key != "singular values").Select(o => o.Value.Apply))
        {
            var values = torch.tensor(new[,] { { double.NaN, 1 }, { 1, 1 } });
            apply(values, 0.1);
            Assert.That(TensorAssert.Doubles(values).Any(double.IsNaN), Is.True);
        }
    }

    private static torch.Tensor Drawn(int rows, int columns, int salt, double scale) => TestPattern.Tensor([rows, columns], salt).to(torch.float64) * scale;

    private static torch.Tensor Applied(string name, torch.Tensor to, double threshold)
    {
        var copy = to.clone();
        Operators[name].Apply(copy, threshold);
        return copy;
    }
}
