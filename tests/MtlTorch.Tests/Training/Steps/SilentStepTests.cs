using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Tests.Balancing.Silence;
using MtlTorch.Training.Steps;
using MtlTorch.Training.Strategies;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Training.Steps;

/// <summary>Steps on batches in which a task has no label.</summary>
public sealed class SilentStepTests
{
    /// <summary>Everything that can be had for two tasks and for three, on the shared parameters and on the representation.</summary>
    private static IEnumerable<BalancingOptions> Kinds()
    {
        var kinds = Balanced.Kinds().Where(k => k is not (KrumOptions or TrimmedMeanOptions) && k.GetType().GetProperties().All(p => p.GetValue(k) is not IReadOnlyList<double>)).ToList();
        return kinds.Concat(kinds.OfType<GradientBalancingOptions>().Select(k => k with { Gradients = GradientSource.Representation }).Where(k => !k.Problems().Any()));
    }

    [TestCaseSource(nameof(Kinds))]
    public void AStepWithoutATaskIsThatOfAModelWithoutIt(BalancingOptions options)
    {
        using var scope = NewDisposeScope();
        using var all = new Bench(options, "kind", "amount", "other");
        using var two = new Bench(options, "kind", "other");
        two.Copy(all);

        for (var start = 0; start < 24; start += 8)
        {
            var (mine, expected) = (all.Run(start, "amount"), two.Run(start));

            Near(all.Flat["shared"], two.Flat["shared"]);
            Near(all.Flat["kind"], two.Flat["kind"]);
            Near(all.Flat["other"], two.Flat["other"]);
            Assert.That(TensorAssert.Doubles(all.Flat["amount"]), Is.All.Zero);
            Assert.That(mine.Present.Numbers, Is.EqualTo(new[] { 0, 2 }));
            Assert.That(TensorAssert.Doubles(mine.Losses)[1], Is.Zero);
            Assert.That(mine.Weights is null, Is.EqualTo(expected.Weights is null));
            if (mine.Weights is { } weights)
            {
                Near(weights.index_select(0, tensor(new long[] { 0, 2 })), expected.Weights!);
                Assert.That(weights[1].item<float>(), Is.Zero);
            }
        }
    }

    [TestCaseSource(nameof(Kinds))]
    public void NothingMovesWhereNoTaskHasALabel(BalancingOptions options)
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(options, "kind", "amount", "other");
        bench.Run(0);
        var (values, kept) = (TensorAssert.Bytes(bench.Flat.Values), bench.Kept());

        var result = bench.Run(8, "kind", "amount", "other");

        Assert.That(TensorAssert.Bytes(bench.Flat.Values), Is.EqualTo(values), "momentum or weight decay must not move anything either");
        Assert.That(bench.Kept(), Is.EqualTo(kept));
        Assert.That(result.Present.Count, Is.Zero);
        Assert.That(result.Weights is null ? [0] : TensorAssert.Doubles(result.Weights), Is.All.Zero);
        Assert.That(TensorAssert.Doubles(result.Losses), Is.All.Zero);
    }

    [Test]
    public void ATaskThatIsSilentInOneOfThreeBatchesTakesNoPart([Values(0, 1, 2)] int batch)
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(new MoDoOptions(), "kind", "amount", "other");

        var result = bench.Step.Run([.. Enumerable.Range(0, 3).Select(i => bench.Batch(8 * i, i == batch ? ["amount"] : []))]);

        var weights = TensorAssert.Doubles(result.Weights!);
        Assert.That(weights[1], Is.Zero);
        Assert.That(weights.Sum(), Is.EqualTo(1).Within(1e-6));
        Assert.That(result.Present.Contains(1), Is.EqualTo(batch != 2), "the losses are those of the third batch");
        Assert.That(bench.Flat["amount"].norm().item<float>() > 0, Is.EqualTo(batch != 2), "a head follows the third batch");
    }

    [TestCaseSource(nameof(Measured))]
    public void FiguresOfGradientsLeaveSilentTasksOut(BalancingOptions options)
    {
        using var scope = NewDisposeScope();
        using var all = new Bench(options, "kind", "amount", "other");
        using var two = new Bench(options, "kind", "other");
        two.Copy(all);
        (all.Step.Diagnoses, two.Step.Diagnoses) = (true, true);

        var (mine, expected) = (all.Run(0, "amount").Diagnostics!, two.Run(0).Diagnostics!);

        Assert.That(mine.Norms, Is.EqualTo(new[] { expected.Norms[0], double.NaN, expected.Norms[1] }).Within(1e-5));
        Assert.That(mine.Cosines[0], Is.EqualTo(new[] { 1, double.NaN, expected.Cosines[0][1] }).Within(1e-5));
        Assert.That(mine.Cosines[1].Concat(mine.MagnitudeSimilarities[1]), Is.All.NaN);
        Assert.That(mine.MagnitudeSimilarities[2], Is.EqualTo(new[] { expected.MagnitudeSimilarities[1][0], double.NaN, 1 }).Within(1e-5));
        Assert.That(mine.ConflictingPairs, Is.EqualTo(expected.ConflictingPairs));
        Assert.That(mine.ConditionNumber, Is.EqualTo(expected.ConditionNumber).Within(1e-3));
        Assert.That(all.Run(0, "kind", "amount", "other").Diagnostics, Is.Null);
    }

    private static IEnumerable<BalancingOptions> Measured() => [new EqualOptions(), new MgdaOptions(), new MgdaOptions { Gradients = GradientSource.Representation }, new SdmGradOptions()];

    [Test]
    public void ATaskWhoseTurnItIsWithoutALabelMovesNothing()
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(new EqualOptions(), "kind", "amount", "other");
        bench.Run(0);
        bench.Step.Only = 1;
        var values = TensorAssert.Bytes(bench.Flat.Values);

        bench.Run(8, "amount");
        Assert.That(TensorAssert.Bytes(bench.Flat.Values), Is.EqualTo(values));

        bench.Run(8, "kind");
        Assert.That(TensorAssert.Bytes(bench.Flat.Values), Is.Not.EqualTo(values));
    }

    [Test]
    public void ALossOfASilentTaskIsNotTheLatest()
    {
        using var scope = NewDisposeScope();
        using var losses = new RelativeLosses();
        losses.Note(tensor(new[] { 4f, 2f }));
        losses.Note(tensor(new[] { 3f, 1f }));
        losses.Note(tensor(new[] { 0f, 1f }));

        Assert.That(losses.Chosen(begins: true), Is.Zero, "three quarters are left of the first task's loss, as far as is known, and half of the other's");
    }

    private static void Near(Tensor actual, Tensor expected) =>
        Assert.That(TensorAssert.Doubles(actual), Is.EqualTo(TensorAssert.Doubles(expected)).Within(2e-4 * Math.Max(1e-3, expected.abs().max().item<float>())));

    /// <summary>A model of some of three tasks, a step with momentum and weight decay, and rows that can lose labels.</summary>
    private sealed class Bench : IDisposable
    {
        private readonly IReadOnlyList<string> names;
        private readonly MultiTaskModel model;
        private readonly TorchSharp.Modules.OptimizerHelper optimizer;
        private readonly IBalancingMethod method;
        private readonly Split split = Some.Split(60);
        private readonly Randomness randomness = new(5);

        public Bench(BalancingOptions options, params string[] tasks)
        {
            names = tasks;
            model = Some.Model(tasks: [.. tasks.Select(Task)]);
            Flat = new FlatGroups(model);
            optimizer = optim.SGD([Flat.Parameters.Values], 0.01, momentum: 0.9, weight_decay: 0.01);
            method = options.Build(new BalancingContext(tasks.Length, randomness, CPU));
            Step = TrainingStep.For(new StepParts(model, Flat.Parameters, optimizer), method, (options as GradientBalancingOptions)?.Gradients ?? GradientSource.Shared);
        }

        public FlatGroups Flat { get; }

        public TrainingStep Step { get; }

        public StepResult Run(long start, params string[] silent) => Step.Run([.. Enumerable.Range(0, Step.Batches).Select(i => Batch(start + (8 * i), silent))]);

        /// <summary>Eight rows, of which all lack labels of some tasks, and of the others one.</summary>
        public Batch Batch(long start, params string[] silent)
        {
            var batch = split.Slice(start, 8);
            var targets = new Dictionary<string, Tensor>(batch.Targets) { ["other"] = (batch.Targets["kind"] + 1) % 3 };
            foreach (var name in names)
            {
                targets[name] = Labels.Keep(targets[name], silent.Contains(name) ? [] : [0, 1, 2, 3, 4, 6, 7]);
            }

            return new Batch(batch.Inputs, targets) { Partial = names.ToHashSet() };
        }

        /// <summary>Takes over the parameters of the tasks that both have.</summary>
        public void Copy(Bench other)
        {
            using var frozen = no_grad();
            foreach (var group in Flat.Parameters.Groups)
            {
                Flat.Parameters.ValuesOf(group).copy_(other.Flat.Parameters.ValuesOf(other.Flat.Parameters.Groups.First(g => g.Name == group.Name)));
            }
        }

        public Dictionary<string, byte[]> Kept() => (method as IStateful)?.Save().ToDictionary(s => s.Key, s => TensorAssert.Bytes(s.Value)) ?? [];

        public void Dispose()
        {
            Step.Dispose();
            (method as IDisposable)?.Dispose();
            optimizer.Dispose();
            Flat.Parameters.Dispose();
            model.Dispose();
            split.Dispose();
            randomness.Dispose();
        }

        private static LearningTask Task(string name) => name == "amount"
            ? new RegressionOptions { Standardize = false, Weight = 0.01 }.Build(name, Some.Targets)
            : new ClassificationOptions().Build(name, new Dictionary<string, TargetDescription>(Some.Targets) { ["other"] = Some.Targets["kind"] });
    }

    /// <summary>Flat parameters whose gradients are found by the name of their group.</summary>
    private sealed class FlatGroups(MultiTaskModel model)
    {
        public FlatParameters Parameters { get; } = new(model.Groups);

        public Tensor Values => Parameters.Values;

        public Tensor this[string group] => Parameters.GradientOf(Parameters.Groups.First(g => g.Name == group));
    }
}
