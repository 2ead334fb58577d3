using MtlTorch.Data;
using MtlTorch.Training;

namespace MtlTorch.Tests.Training;

/// <summary>Trainings that do not come to their end: somebody asks to stop, or a loss is not finite.</summary>
public sealed class InterruptionTests
{
    [Test]
    public void ARequestWithinAnEpochLeavesACheckpointOfThatPlace()
    {
        using var run = new TrainingRun();
        using var stop = new CancellationTokenSource();
        var losses = new List<double[]>();
        run.Recorder.OnStep = (batch, read) =>
        {
            losses.Add([.. read()]);
            if (losses.Count == 6 + 4)
            {
                stop.Cancel();
            }
        };

        Assert.That(run.Trainer.Run(stop.Token), Is.False);

        var saved = run.Recorder.Saved[^1];
        Assert.That(run.Recorder.Calls.TakeLast(2), Is.EqualTo(new[] { "step 4", "save last" }));
        Assert.That((saved.Epoch, saved.Batch, saved.Step, saved.BestEpoch), Is.EqualTo((2, 4L, 10L, (int?)1)));
        Assert.That(saved.LossSums, Is.EqualTo(new[] { losses.Skip(6).Sum(l => l[0]), losses.Skip(6).Sum(l => l[1]) }).Within(1e-12));
        Assert.That(run.Trainer.Progress, Is.EqualTo(saved));
    }

    [Test]
    public void ARequestBeforeTheFirstStepLeavesTheBeginning()
    {
        using var run = new TrainingRun();
        var before = run.Weights;

        Assert.That(run.Trainer.Run(new CancellationToken(canceled: true)), Is.False);

        Assert.That(run.Recorder.Saved.Select(p => (p.Epoch, p.Batch, p.Step)), Is.EqualTo(new[] { (1, 0L, 0L) }));
        Assert.That(run.Weights, Is.EqualTo(before));
    }

    [Test]
    public void TheClockStandsStillAfterAnInterruption()
    {
        using var run = new TrainingRun();
        run.Trainer.Run(new CancellationToken(canceled: true));
        var seconds = run.Trainer.TrainSeconds;
        Thread.Sleep(20);

        Assert.That(run.Trainer.TrainSeconds, Is.EqualTo(seconds));
    }

    [Test]
    public void WhatOthersCancelIsNotARequestToStop()
    {
        using var run = new TrainingRun();
        run.Recorder.OnStep = (_, _) => throw new TaskCanceledException("the display gave up");

        Assert.That(() => run.Trainer.Run(CancellationToken.None), Throws.TypeOf<TaskCanceledException>());
        Assert.That(run.Recorder.Saved, Is.Empty);
    }

    [Test]
    public void ALossThatIsNotFiniteEndsTheTrainingAndKeepsTheLastCheckpoint()
    {
        using var folder = new TemporaryFolder();
        using var run = new TrainingRun();
        run.Recorder.Folder = folder.Path;
        var (row, checkpoint) = (17, Array.Empty<byte>());
        run.Recorder.OnEpochStarted = epoch =>
        {
            if (epoch == 2)
            {
                checkpoint = Bytes(folder["last"]);
                run.Train.Targets["amount"].narrow(0, row, 1).fill_(double.NaN);
            }
        };

        var diverged = Assert.Throws<DivergedException>(() => run.Trainer.Run(CancellationToken.None))!;

        Assert.That((diverged.Group, diverged.Epoch, diverged.Step), Is.EqualTo(("amount", 2, StepOf(run, epoch: 2, row))));
        Assert.That(diverged.Message, Does.StartWith($"The loss of task 'amount' became NaN in epoch 2, step {diverged.Step}. A smaller learning rate"));
        Assert.That(Bytes(folder["last"]), Is.EqualTo(checkpoint));
        Assert.That(run.Recorder.Saved, Has.Count.EqualTo(1));
    }

    [Test]
    public void ParametersThatTheLastStepOfAnEpochSpoiltAreNotSaved()
    {
        using var run = new TrainingRun();
        run.Recorder.OnStep = (batch, _) =>
        {
            if (run.Trainer.Progress.Epoch == 2 && batch == 6)
            {
                using var frozen = torch.no_grad();
                run.Model.Heads[0].parameters().First().fill_(double.PositiveInfinity);
            }
        };

        var diverged = Assert.Throws<DivergedException>(() => run.Trainer.Run(CancellationToken.None))!;

        Assert.That((diverged.Group, diverged.Epoch, diverged.Step), Is.EqualTo((run.Model.Tasks[0].Name, 2, (long?)null)));
        Assert.That(run.Recorder.Saved, Has.Count.EqualTo(1));
    }

    /// <summary>The step, from 1, that the row comes in.</summary>
    private static long StepOf(TrainingRun run, int epoch, long row)
    {
        var order = new BatchOrder(run.Randomness, run.Train.Rows, TrainingRun.Options.BatchSize, dropLast: false);
        using var permutation = order.Permutation(epoch, torch.CPU);
        return Array.IndexOf(permutation.data<long>().ToArray(), row) / TrainingRun.Options.BatchSize + 1;
    }

    private static byte[] Bytes(string folder) => [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)];
}
