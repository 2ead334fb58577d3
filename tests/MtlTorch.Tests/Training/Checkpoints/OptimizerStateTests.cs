using System.Text.Json;
using MtlTorch.Tensors.Safetensors;
using MtlTorch.Training;
using MtlTorch.Training.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Training.Checkpoints;

/// <summary>What stands in optimizer.safetensors, against the moments counted by hand.</summary>
public sealed class OptimizerStateTests
{
    private static readonly double[][] Gradients = [[4, -2], [1, 6], [2, 2]];

    [Test]
    public void SgdWithoutMomentumRemembersNothing() =>
        Assert.That(After(3, p => optim.SGD([p], 0.1)).Tensors, Is.Empty);

    [Test]
    public void SgdKeepsItsMomentum()
    {
        var (tensors, steps) = After(3, p => optim.SGD([p], 0.1, momentum: 0.5));

        Assert.That(tensors.Keys, Is.EqualTo(new[] { "0.momentum_buffer" }));
        Assert.That(tensors["0.momentum_buffer"], Is.EqualTo(ByComponent(g => (g[0] * 0.5 + g[1]) * 0.5 + g[2])).Within(1e-6));
        Assert.That(steps, Is.EqualTo(new[] { 0 }), "SGD does not count");
    }

    [TestCase(false)]
    [TestCase(true)]
    public void AdamAndAdamWKeepTheirMoments(bool decoupled)
    {
        var (tensors, steps) = After(3, p => decoupled ? optim.AdamW([p], 0.1, 0.5, 0.75, weight_decay: 0.3) : optim.Adam([p], 0.1, 0.5, 0.75));

        Assert.That(tensors.Keys, Is.EquivalentTo(new[] { "0.exp_avg", "0.exp_avg_sq" }));
        Assert.That(tensors["0.exp_avg"], Is.EqualTo(ByComponent(g => Mean(0.5, g))).Within(1e-6));
        Assert.That(tensors["0.exp_avg_sq"], Is.EqualTo(ByComponent(g => Mean(0.75, [.. g.Select(x => x * x)]))).Within(1e-5));
        Assert.That(steps, Is.EqualTo(new[] { 3 }));
    }

    [Test]
    public void AmsgradKeepsTheLargestSquares()
    {
        var (tensors, _) = After(3, p => optim.AdamW([p], 0.1, 0.5, 0.75, weight_decay: 0, amsgrad: true));

        Assert.That(tensors.Keys, Is.EquivalentTo(new[] { "0.exp_avg", "0.exp_avg_sq", "0.max_exp_avg_sq" }));
        var largest = ByComponent(g => Enumerable.Range(1, 3).Max(count => Mean(0.75, [.. g.Take(count).Select(x => x * x)])));
        Assert.That(tensors["0.max_exp_avg_sq"], Is.EqualTo(largest).Within(1e-5));
        Assert.That(tensors["0.max_exp_avg_sq"], Is.Not.EqualTo(tensors["0.exp_avg_sq"]), "otherwise nothing was tested");
    }

    /// <summary>The exponential mean that starts at 0.</summary>
    private static double Mean(double decay, double[] values) => values.Aggregate(0.0, (mean, x) => decay * mean + (1 - decay) * x);

    private static double[] ByComponent(Func<double[], double> of) => [.. Enumerable.Range(0, 2).Select(k => of([.. Gradients.Select(g => g[k])]))];

    /// <summary>What a checkpoint holds after some steps with the given gradients.</summary>
    private static (Dictionary<string, double[]> Tensors, List<long> Steps) After(int steps, Func<Parameter, OptimizerHelper> make)
    {
        using var folder = new TemporaryFolder();
        using var run = new TrainingRun();
        using var parameter = nn.Parameter(zeros(2));
        using var optimizer = make(parameter);
        foreach (var gradient in Gradients.Take(steps))
        {
            parameter.grad = tensor(gradient, float32);
            optimizer.step();
        }

        Checkpoint.Save(folder["here"], new TrainingState(run.Model, optimizer, null, run.Randomness, new Progress()));
        using var content = SafetensorsFile.Read(folder["here", Checkpoint.OptimizerFile]);
        using var state = JsonDocument.Parse(File.ReadAllText(folder["here", Checkpoint.StateFile]));
        return (content.Tensors.ToDictionary(t => t.Key, t => TensorAssert.Doubles(t.Value)), [.. state.RootElement.List<long>("optimizerSteps")]);
    }
}
