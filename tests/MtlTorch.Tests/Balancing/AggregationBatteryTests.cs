using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Tensors;

namespace MtlTorch.Tests.Balancing;

/// <summary>What every method that combines the gradients themselves must stand.</summary>
public sealed class AggregationBatteryTests
{
    private static readonly GradientBalancingOptions[] Methods =
        [new ConFigOptions(), new DbMtlOptions(), new ExcessMtlOptions(), new GradDropOptions(), new MoCoOptions(), new TrimmedMeanOptions { Trim = 0 }];

    private static readonly (string Name, Func<torch.Tensor> Make)[] Inputs =
    [
        ("zero row", () => torch.tensor(new[,] { { 1.0, 2, -1 }, { 0, 0, 0 }, { -2, 1, 1 } })),
        ("all zero", () => torch.zeros([3, 4], torch.float64)),
        ("duplicate rows", () => torch.tensor(new[,] { { 1.0, 2, -1 }, { 1, 2, -1 }, { 3, 0, 1 } })),
        ("opposite rows", () => torch.tensor(new[,] { { 1.0, 2, -1 }, { -1, -2, 1 } })),
        ("one task", () => torch.tensor(new[,] { { 1.0, 2, -1 } })),
        ("fifty tasks", () => TestPattern.Tensor([50, 20], 7).to(torch.float64)),
        ("norms from 1e-10 to 1e10", () => torch.tensor(new[,] { { 1e-10, 2e-10, 0 }, { 1e10, 0, -1e10 }, { 1, 1, 1 } })),
    ];

    private static IEnumerable<TestCaseData> Cases =>
        from method in Methods from input in Inputs select new TestCaseData(method, input.Make).SetArgDisplayNames(method.GetType().Name, input.Name);

    [TestCaseSource(nameof(Cases))]
    public void ItIsFiniteInBothPrecisions(GradientBalancingOptions options, Func<torch.Tensor> make)
    {
        foreach (var type in new[] { torch.float64, torch.float32 })
        {
            using var scope = torch.NewDisposeScope();
            var jacobian = make().to(type);
            Assert.That(TensorAssert.Doubles(Direction(options, jacobian)), Is.All.Matches<double>(double.IsFinite), type.ToString());
        }
    }

    [TestCaseSource(nameof(Methods))]
    public void TheOrderOfTheTasksDoesNotMatter(GradientBalancingOptions options)
    {
        using var scope = torch.NewDisposeScope();
        var jacobian = TestPattern.Tensor([5, 12], 2).to(torch.float64);
        var order = torch.tensor(new long[] { 3, 0, 4, 1, 2 });

        var direct = Direction(options, jacobian);
        var permuted = Direction(options, jacobian.index_select(0, order), order);

        Assert.That(TensorAssert.Doubles(permuted), Is.EqualTo(TensorAssert.Doubles(direct)).Within(1e-12));
    }

    [TestCaseSource(nameof(Methods))]
    public void GradientsOfOneDirectionStayOnIt(GradientBalancingOptions options)
    {
        using var scope = torch.NewDisposeScope();
        var row = TestPattern.Tensor([1, 8], 4).to(torch.float64);
        var jacobian = torch.cat([row, row * 2, row * 5], 0);

        var direction = Direction(options, jacobian);

        var cosine = (direction.dot(row[0]) / (direction.norm() * row.norm())).item<double>();
        Assert.That(cosine, Is.EqualTo(1).Within(1e-9));
    }

    [TestCaseSource(nameof(Methods))]
    public void WhatItRemembersIsAllThatItRemembers(GradientBalancingOptions options)
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(3);
        var steps = Enumerable.Range(1, 6).Select(k => TestPattern.Tensor([3, 10], k).to(torch.float64)).ToList();
        var losses = torch.tensor(new[] { 0.5, 1.5, 2.5 });
        var first = Build(options, 3, randomness);
        steps.Take(3).ToList().ForEach(j => first.Aggregate(j, losses));

        using var same = new Randomness(3);
        var second = Build(options, 3, same);
        if (first is IStateful remembering)
        {
            ((IStateful)second).Load(remembering.Save());
        }
        else
        {
            steps.Take(3).ToList().ForEach(j => second.Aggregate(j, losses));
        }

        foreach (var jacobian in steps.Skip(3))
        {
            TensorAssert.Same(second.Aggregate(jacobian, losses).Direction, first.Aggregate(jacobian, losses).Direction);
        }
    }

    [TestCaseSource(nameof(Methods))]
    public void AStepLeavesNoTensorBehind(GradientBalancingOptions options)
    {
        using var randomness = new Randomness(3);
        var method = Build(options, 3, randomness);

        Step(method);
        Assert.That(LiveTensors.LeftBy(() => Step(method)), Is.Zero);
        (method as IDisposable)?.Dispose();
    }

    private static void Step(IGradientAggregation method)
    {
        using var scope = torch.NewDisposeScope();
        method.Aggregate(TestPattern.Tensor([3, 10], 1), torch.ones(3));
    }

    private static IGradientAggregation Build(GradientBalancingOptions options, int tasks, Randomness randomness) =>
        (IGradientAggregation)options.Build(new BalancingContext(tasks, randomness, torch.CPU));

    /// <summary>The direction of a third step on the same gradients, so that what is remembered has its say.</summary>
    private static torch.Tensor Direction(GradientBalancingOptions options, torch.Tensor jacobian, torch.Tensor? order = null)
    {
        using var randomness = new Randomness(1);
        var tasks = (int)jacobian.shape[0];
        var method = Build(options, tasks, randomness);
        var losses = torch.arange(1, tasks + 1, dtype: jacobian.dtype);
        losses = order is null ? losses : losses.index_select(0, order);
        method.Aggregate(jacobian, losses);
        method.Aggregate(jacobian, losses);
        return method.Aggregate(jacobian, losses).Direction;
    }
}
