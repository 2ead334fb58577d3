using MtlTorch.Modules;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Tensors.Safetensors;
using MtlTorch.Training;
using MtlTorch.Training.Checkpoints;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Tests.Training.Strategies;

public sealed class AlternatingTests : FolderTests
{
    private static readonly OptimizerOptions[] Optimizers =
    [
        new SgdOptions { Lr = 0.05, Momentum = 0.9, WeightDecay = 0.1 },
        new AdamOptions { Lr = 0.01 },
        new AdamWOptions { Lr = 0.01, WeightDecay = 0.1 },
    ];

    [TestCaseSource(nameof(Optimizers))]
    public void HeadsMoveInTheirOwnStepsOnlyAndTheSharedPartInAll(OptimizerOptions optimizer)
    {
        using var run = Build(new AlternatingOptions { StepsPerTask = 2 }, optimizer);
        var moved = Moves(run);

        // Six steps of an epoch in turns of two: kind, amount, kind; then amount, kind, amount.
        Assert.That(moved.Select(m => m.Kind), Is.EqualTo(new[] { true, true, false, false, true, true, false, false, true, true, false, false }));
        Assert.That(moved.Select(m => m.Amount), Is.EqualTo(moved.Select(m => !m.Kind)));
        Assert.That(moved.Select(m => m.Shared), Is.All.True);
    }

    [Test]
    public void DrawnTurnsComeToAllTasksAndDependOnTheSeed()
    {
        string Turns(long seed)
        {
            using var run = Build(new AlternatingOptions { Order = TurnOrder.Random }, new SgdOptions { Lr = 0.05 }, seed);
            return string.Concat(Moves(run).Select(m => m.Kind ? 'k' : 'a'));
        }

        var turns = Turns(1);
        Assert.That(turns, Does.Contain("k").And.Contain("a"));
        Assert.That(Turns(1), Is.EqualTo(turns));
        Assert.That(Enumerable.Range(2, 5).Select(seed => Turns(seed)), Has.Some.Not.EqualTo(turns));
    }

    [Test]
    public void TheTaskThatLagsBehindIsNext()
    {
        using var run = Build(new AlternatingOptions { Order = TurnOrder.LargestLoss }, new SgdOptions { Lr = 0.05 });
        var losses = new List<double[]>();
        var moves = Moves(run, read => losses.Add([.. read]));

        Assert.That(moves[0].Kind, Is.True, "the first task begins");
        for (var step = 1; step < moves.Count; step++)
        {
            var relative = losses[step - 1].Zip(losses[0], (latest, first) => latest / first).ToArray();
            Assert.That(moves[step].Kind, Is.EqualTo(relative[0] >= relative[1]), $"step {step}: {relative[0]} and {relative[1]}");
        }

        Assert.That(moves.Select(m => m.Kind).Distinct().Count(), Is.EqualTo(2));
    }

    [Test]
    public void WhatTheLargestLossGoesByIsInTheCheckpoint()
    {
        using var run = Build(new AlternatingOptions { Order = TurnOrder.LargestLoss }, new AdamOptions());
        run.Recorder.Folder = Folder.Path;
        run.Finished();

        using var content = SafetensorsFile.Read(Folder["last", Checkpoint.StrategyFile]);

        Assert.That(content.Tensors.Keys, Is.EquivalentTo(new[] { "first", "latest", "task" }));
    }

    [Test]
    public void WhatATaskDoesAroundStepsItDoesInItsOwnTurns()
    {
        using var context = new Randomness(1);
        LearningTask code = new SparseAutoencodingOptions().Build("code", Some.Targets);
        using var model = ModelBuilder.Build(new SparseEncoderOptions(), new HardSharingOptions(), [.. Some.Tasks(), code], Some.InputShape, new ModuleContext(context, torch.CPU));
        using var run = new TrainingRun(new() { Epochs = 3, BatchSize = 8 }, change: setup => setup with { Model = model, Strategy = new AlternatingOptions() });
        run.Finished();

        // 18 steps for three tasks.
        Assert.That(((DecoderHead)model.Heads[2]).Memory.Steps, Is.EqualTo(6));
    }

    [Test]
    public void MeasuringGradientsDoesNotChangeTheTraining()
    {
        using var plain = Build(new AlternatingOptions(), new AdamOptions()).Finished();
        using var measured = Build(new AlternatingOptions(), new AdamOptions(), options: new() { Epochs = 2, BatchSize = 8, DiagnosticsEvery = 1 }).Finished();

        Assert.That(measured.Weights, Is.EqualTo(plain.Weights));
        Assert.That(measured.Recorder.Measured.Select(m => m.Gradients.Norms.Min()), Is.All.Positive);
    }

    private static TrainingRun Build(AlternatingOptions strategy, OptimizerOptions optimizer, long seed = 1, TrainerOptions? options = null) => new(
        options ?? new() { Epochs = 2, BatchSize = 8 }, seed, dropout: 0.2, optimizer: optimizer, change: setup => setup with { Strategy = strategy });

    /// <summary>What moved in each step of a training.</summary>
    private static List<(bool Shared, bool Kind, bool Amount)> Moves(TrainingRun run, Action<IReadOnlyList<double>>? see = null)
    {
        var moves = new List<(bool, bool, bool)>();
        var before = Parts();
        run.Recorder.OnStep = (_, losses) =>
        {
            see?.Invoke(losses());
            var now = Parts();
            moves.Add((!now[0].SequenceEqual(before[0]), !now[1].SequenceEqual(before[1]), !now[2].SequenceEqual(before[2])));
            before = now;
        };
        run.Finished();
        return moves;

        byte[][] Parts() => [.. run.Model.Groups.Select(g => g.Module.parameters().SelectMany(TensorAssert.Bytes).ToArray())];
    }
}
