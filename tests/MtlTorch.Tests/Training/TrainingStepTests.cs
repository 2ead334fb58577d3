using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Training;

public sealed class TrainingStepTests
{
    private static readonly IReadOnlyList<LearningTask> Tasks = Some.Tasks(new() { Weight = 3, LabelSmoothing = 0.1 }, new() { Weight = 0.5, Standardize = false });

    [Test]
    public void ItIsALoopWrittenByHandToTheBit()
    {
        using var scope = NewDisposeScope();
        using var split = Some.Split(40);
        using var model = Some.Model(tasks: Tasks);
        using var byHand = Some.Model(tasks: Tasks);
        using var flat = new FlatParameters(model.Groups);
        using var step = new TrainingStep(model, flat, optim.Adam([flat.Values], 0.01), new Fixed(2, 0.25f), clipNorm: null);
        using var optimizer = optim.Adam(byHand.parameters(), 0.01);

        for (var start = 0; start < 40; start += 8)
        {
            var (losses, weights) = step.Run(split.Slice(start, 8));
            var expected = HandWritten(byHand, optimizer, split.Slice(start, 8));

            TensorAssert.Same(losses, expected, $"Losses from row {start} on.");
            Assert.That(TensorAssert.Doubles(weights), Is.EqualTo(new[] { 2, 0.25 }));
        }

        Assert.That(model.parameters().Select(TensorAssert.Bytes), Is.EqualTo(byHand.parameters().Select(TensorAssert.Bytes)));
    }

    [Test]
    public void TheGradientIsClippedBeforeTheStep()
    {
        using var scope = NewDisposeScope();
        using var split = Some.Split(8);
        using var model = Some.Model(tasks: Tasks);
        using var flat = new FlatParameters(model.Groups);
        using var step = new TrainingStep(model, flat, optim.SGD([flat.Values], 1), new Equal(), clipNorm: 0.125);
        var before = flat.Values.detach().clone();

        step.Run(split.Slice(0, 8));

        Assert.That((flat.Values.detach() - before).norm().item<float>(), Is.EqualTo(0.125).Within(1e-5));
    }

    [Test]
    public void TheMethodSeesTheLossesTimesTheirConstantWeightsAndWithoutAGraph()
    {
        using var scope = NewDisposeScope();
        using var split = Some.Split(8);
        using var model = Some.Model(tasks: Tasks);
        using var flat = new FlatParameters(model.Groups);
        var method = new Fixed(1, 1);
        using var step = new TrainingStep(model, flat, optim.SGD([flat.Values], 0.1), method, clipNorm: null);

        var (losses, _) = step.Run(split.Slice(0, 8));

        TensorAssert.Same(method.Seen!, losses * tensor(new[] { 3f, 0.5f }));
        Assert.That((method.Seen!.requires_grad, losses.requires_grad), Is.EqualTo((false, false)));
    }

    [Test]
    public void AWeightOfZeroTakesATaskOut()
    {
        using var scope = NewDisposeScope();
        using var split = Some.Split(8);
        using var model = Some.Model(tasks: Tasks);
        using var flat = new FlatParameters(model.Groups);
        using var step = new TrainingStep(model, flat, optim.SGD([flat.Values], 0.1), new Fixed(1, 0), clipNorm: null);

        step.Run(split.Slice(0, 8));

        var norms = flat.Groups.ToDictionary(g => g.Name, g => flat.GradientOf(g).norm().item<float>());
        Assert.That(norms["amount"], Is.Zero);
        Assert.That(Math.Min(norms["shared"], norms["kind"]), Is.GreaterThan(0));
    }

    [Test]
    public void TheRateOfTheNextStepsCanBeSet()
    {
        using var scope = NewDisposeScope();
        using var split = Some.Split(8);
        using var model = Some.Model(tasks: Tasks);
        using var flat = new FlatParameters(model.Groups);
        using var step = new TrainingStep(model, flat, optim.SGD([flat.Values], 1), new Equal(), clipNorm: null);
        var before = flat.Values.detach().clone();

        step.SetLearningRate(0.5);
        step.Run(split.Slice(0, 8));

        TensorAssert.Same(flat.Values.detach(), before.add(flat.Gradient, alpha: -0.5));
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
}
