using System.Text.Json;
using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing;

public sealed class GradNormTests
{
    [RecordedWeighting("GradNorm", "paper_a1.5")]
    [RecordedWeighting("GradNorm", "paper_a0.5")]
    public void StepsAreAsRecorded(WeightingCase recorded)
    {
        var method = new GradNorm(new GradNormOptions { Alpha = recorded.Hyper.Number("alpha"), Lr = recorded.Hyper.Number("sgd_lr") }, recorded.Tasks);
        foreach (var step in recorded.Steps)
        {
            using var scope = torch.NewDisposeScope();
            var gramian = WithNorms(recorded, step);
            var losses = TensorAssert.Doubles(recorded.Tensor(step, "losses"));
            var weights = method.Weights(gramian, losses);
            Check(recorded, step, "weights", weights);
            Check(recorded, step, "weights_next", TensorAssert.Doubles(method.Save()["weights"]));
        }
    }

    [RecordedWeighting("GradNorm", "paper_a1.5")]
    [RecordedWeighting("GradNorm", "paper_a0.5")]
    public void TheGradientOfTheWeightsIsAsRecorded(WeightingCase recorded)
    {
        var method = new GradNorm(new GradNormOptions { Alpha = recorded.Hyper.Number("alpha") }, recorded.Tasks);
        foreach (var step in recorded.Steps)
        {
            using var scope = torch.NewDisposeScope();
            method.Load(new Dictionary<string, torch.Tensor> { ["weights"] = recorded.Tensor(step, "weights"), ["firstLosses"] = recorded.Tensor(step, "initial_losses") });
            var gradient = method.Gradient(WithNorms(recorded, step), TensorAssert.Doubles(recorded.Tensor(step, "losses")));
            Check(recorded, step, "grad_weights", gradient);
        }
    }

    [Test]
    public void WithoutFavorsTheWeightedNormsMeet()
    {
        var method = new GradNorm(new GradNormOptions { Alpha = 0, Lr = 0.001 }, 3);
        var gramian = Diagonal(1, 4, 0.25);
        double[] weights = [];
        for (var step = 0; step < 5000; step++)
        {
            weights = method.Weights(gramian, [1, 1, 1]);
        }

        Assert.That(weights.Select((w, i) => w * gramian.Norm(i)), Is.All.EqualTo(weights[0]).Within(0.02));
        Assert.That(weights.Sum(), Is.EqualTo(3).Within(1e-12));
    }

    [Test]
    public void WeightsAreFiniteAndNotNegativeOnEveryScale()
    {
        double[][] squares = [[1, 1, 1], [0, 1, 4], [0, 0, 0], [1e-20, 1, 1e20], [1e20, 1e20, 1e20]];
        double[][] losses = [[0, 1, 2], [1e-12, 1, 1e6], [0, 0, 0], [1e6, 0, 1]];
        foreach (var alpha in new[] { 0, 0.5, 1.5 })
        {
            foreach (var first in losses)
            {
                var method = new GradNorm(new GradNormOptions { Alpha = alpha }, 3);
                method.Weights(Diagonal(1, 1, 1), first);
                foreach (var (s, l) in squares.SelectMany(_ => losses, (s, l) => (s, l)))
                {
                    var weights = method.Weights(Diagonal(s), l);
                    Assert.That(weights, Has.All.Matches<double>(w => double.IsFinite(w) && w >= 0));
                    Assert.That(weights.Sum(), Is.EqualTo(3).Within(1e-9));
                }
            }
        }
    }

    [TestCase(1)]
    [TestCase(50)]
    public void WeightsAddUpToTheNumberOfTasks(int tasks)
    {
        var method = new GradNorm(new GradNormOptions(), tasks);
        for (var step = 1; step < 5; step++)
        {
            var weights = method.Weights(Diagonal([.. Enumerable.Range(1, tasks).Select(i => (double)i * step)]), [.. Enumerable.Range(1, tasks).Select(i => 1.0 / i)]);
            Assert.That(weights.Sum(), Is.EqualTo(tasks).Within(1e-9));
        }
    }

    [Test]
    public void TasksInAnotherOrderHaveTheSameWeightsInThatOrder()
    {
        double[] squares = [1, 4, 9], first = [1, 2, 3], second = [0.9, 1, 2.9];
        var method = new GradNorm(new GradNormOptions(), 3);
        var other = new GradNorm(new GradNormOptions(), 3);

        foreach (var losses in new[] { first, second, first })
        {
            var weights = method.Weights(Diagonal(squares), losses);
            var reversed = other.Weights(Diagonal([.. squares.Reverse()]), [.. losses.Reverse()]);
            Assert.That(reversed.Reverse(), Is.EqualTo(weights).Within(1e-12));
        }
    }

    [Test]
    public void SavedAndLoadedItGoesOnToTheLastBit()
    {
        var method = new GradNorm(new GradNormOptions(), 2);
        var other = new GradNorm(new GradNormOptions(), 2);
        for (var step = 0; step < 4; step++)
        {
            using var scope = torch.NewDisposeScope();
            other.Load(method.Save());
            double[] losses = [1.0 / (1 + step), 2];
            Assert.That(other.Weights(Diagonal(2, 3 + step), losses), Is.EqualTo(method.Weights(Diagonal(2, 3 + step), losses)));
        }
    }

    private static Gramian WithNorms(WeightingCase recorded, JsonElement step) =>
        Diagonal([.. TensorAssert.Doubles(recorded.Tensor(step, "grad_norms")).Select(n => n * n)]);

    private static Gramian Diagonal(params double[] squares)
    {
        var products = new double[squares.Length, squares.Length];
        for (var i = 0; i < squares.Length; i++)
        {
            products[i, i] = squares[i];
        }

        return new Gramian(products, 1e-16);
    }

    private static void Check(WeightingCase recorded, JsonElement step, string key, double[] actual)
    {
        using var tensor = torch.tensor(actual, dtype: recorded.Type);
        recorded.Check(step, key, tensor);
    }
}
