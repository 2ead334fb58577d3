using MtlTorch.Balancing;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Steps;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Training.Steps;

public sealed class LossWeightingStepTests
{
    private static readonly IReadOnlyList<LearningTask> Tasks =
        Some.Tasks(new() { Weight = 3, LabelSmoothing = 0.1 }, new() { Weight = 0.5, Standardize = false });

    [Test]
    public void ItIsALoopWrittenByHandToTheBit()
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(p => optim.Adam([p], 0.01), new Fixed(2, 0.25f));
        using var byHand = Some.Model(tasks: Tasks);
        using var optimizer = optim.Adam(byHand.parameters(), 0.01);

        for (var start = 0; start < 40; start += 8)
        {
            var (losses, _, weights, _) = bench.Run(start);
            var expected = HandWritten(byHand, optimizer, bench.Split.Slice(start, 8));

            TensorAssert.Same(losses, expected, $"Losses from row {start} on.");
            Assert.That(TensorAssert.Doubles(weights!), Is.EqualTo(new[] { 2, 0.25 }));
        }

        Assert.That(bench.Model.parameters().Select(TensorAssert.Bytes), Is.EqualTo(byHand.parameters().Select(TensorAssert.Bytes)));
    }

    [Test]
    public void TheGradientIsClippedBeforeTheStep()
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(p => optim.SGD([p], 1), new Equal(), clipNorm: 0.125);
        var before = bench.Flat.Values.detach().clone();

        bench.Run();

        Assert.That((bench.Flat.Values.detach() - before).norm().item<float>(), Is.EqualTo(0.125).Within(1e-5));
    }

    [Test]
    public void TheMethodSeesTheLossesTimesTheirConstantWeightsAndWithoutAGraph()
    {
        using var scope = NewDisposeScope();
        var method = new Fixed(1, 1);
        using var bench = new Bench(p => optim.SGD([p], 0.1), method);

        var (losses, _, _, _) = bench.Run();

        TensorAssert.Same(method.Seen!, losses * tensor(new[] { 3f, 0.5f }));
        Assert.That((method.Seen!.requires_grad, losses.requires_grad), Is.EqualTo((false, false)));
    }

    [Test]
    public void AWeightOfZeroTakesATaskOut()
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(p => optim.SGD([p], 0.1), new Fixed(1, 0));

        bench.Run();

        var norms = bench.Flat.Groups.ToDictionary(g => g.Name, g => bench.Flat.GradientOf(g).norm().item<float>());
        Assert.That(norms["amount"], Is.Zero);
        Assert.That(Math.Min(norms["shared"], norms["kind"]), Is.GreaterThan(0));
    }

    [Test]
    public void TheRateOfTheNextStepsCanBeSet()
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(p => optim.SGD([p], 1), new Equal());
        var before = bench.Flat.Values.detach().clone();

        bench.Step.SetLearningRate(0.5);
        bench.Run();

        TensorAssert.Same(bench.Flat.Values.detach(), before.add(bench.Flat.Gradient, alpha: -0.5));
    }

    private static Tensor HandWritten(MultiTaskModel model, Adam optimizer, Batch batch)
    {
        optimizer.zero_grad();
        var predictions = model.call(batch.Inputs);
        var kind = nn.functional.cross_entropy(predictions[0], batch.Targets["kind"], label_smoothing: 0.1);
        var amount = nn.functional.mse_loss(predictions[1], batch.Targets["amount"]);
        (kind * 3 * 2 + amount * 0.5 * 0.25).backward();
        optimizer.step();
        return stack([kind.detach(), amount.detach()]);
    }

    /// <summary>Gives the same weights whatever it sees.</summary>
    private sealed class Fixed(float kind, float amount) : ILossWeighting
    {
        public Tensor? Seen { get; private set; }

        public Tensor Weights(Tensor losses)
        {
            Seen = losses;
            return tensor(new[] { kind, amount });
        }
    }

    /// <summary>A model with its flat parameters, a step, and rows to run it on.</summary>
    private sealed class Bench : IDisposable
    {
        private readonly OptimizerHelper optimizer;

        public Bench(Func<Parameter, OptimizerHelper> make, ILossWeighting weighting, double? clipNorm = null)
        {
            Flat = new FlatParameters(Model.Groups);
            optimizer = make(Flat.Values);
            Step = TrainingStep.For(new StepParts(Model, Flat, optimizer, clipNorm), weighting);
        }

        public Split Split { get; } = Some.Split(40);

        public MultiTaskModel Model { get; } = Some.Model(tasks: Tasks);

        public FlatParameters Flat { get; }

        public TrainingStep Step { get; }

        /// <summary>Runs the step on eight rows.</summary>
        public StepResult Run(long start = 0) => Step.Run(Split.Slice(start, 8));

        public void Dispose()
        {
            Step.Dispose();
            optimizer.Dispose();
            Flat.Dispose();
            Model.Dispose();
            Split.Dispose();
        }
    }
}
