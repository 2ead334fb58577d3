using System.Diagnostics;
using MtlTorch.Balancing;
using MtlTorch.Data;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Checkpoints;
using MtlTorch.Training.Costs;
using MtlTorch.Training.Evaluation;
using MtlTorch.Training.Regularizing;
using MtlTorch.Training.Replicas;
using MtlTorch.Training.Scaling;
using MtlTorch.Training.Steps;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Training;

/// <summary>
/// Trains a model: epochs of steps, after each an evaluation on the validation split and a checkpoint, until the epochs are
/// over, patience is, or somebody asks to stop.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly TrainingSetup setup;
    private readonly ITrainingObserver observer;
    private readonly ICheckpointStore checkpoints;
    private readonly FlatParameters parameters;
    private readonly IBalancingMethod method;
    private readonly UpdateStrategy strategy;
    private readonly ReplicaTeam replicas;
    private readonly Regularization? regularization;
    private readonly LossScaling? scaling;
    private readonly long stepsPerEpoch;
    private readonly BatchOrder order;
    private readonly LossLog log;
    private readonly EpochJudge judge;
    private readonly torch.Device device;
    private readonly Stopwatch training = new();
    private readonly PhaseClock clock;
    private readonly MadeTargets made;
    private readonly bool sharesParameters;
    private Progress progress = new();

    /// <summary>Gets everything ready; nothing is trained yet.</summary>
    /// <param name="setup">What to train and how.</param>
    /// <param name="observer">Is told how it goes.</param>
    /// <param name="checkpoints">Where checkpoints are left.</param>
    /// <exception cref="InvalidOptionException">Options do not fit each other or the data.</exception>
    public Trainer(TrainingSetup setup, ITrainingObserver observer, ICheckpointStore checkpoints)
    {
        this.setup = setup;
        this.observer = observer;
        this.checkpoints = checkpoints;
        var tasks = setup.Model.Tasks;
        method = setup.Balancing.Build(new BalancingContext(tasks.Count, setup.Randomness, setup.Train.Inputs.device));
        var labeled = setup.Options.LabeledPerBatch is null ? [] : setup.Train.LabeledRows();
        var problems = setup.Options.Problems(setup.Train.Rows, setup.Validation?.Rows ?? 0, labeled.Length);
        foreach (var (option, problem) in problems.Concat(setup.Strategy.Problems(new StrategySurroundings(tasks, method, setup.Options))))
        {
            throw new InvalidOptionException(option, problem);
        }

        judge = new EpochJudge(setup);
        order = new BatchOrder(setup.Randomness, setup.Train.Rows, setup.Options.BatchSize, setup.Options.DropLast, labeled, setup.Options.LabeledPerBatch ?? 0);
        foreach (var replica in setup.Twins.Prepend(setup.Model))
        {
            replica.Freeze(setup.Options.Frozen);
        }

        parameters = new FlatParameters(setup.Model.Groups);
        device = parameters.Values.device;
        sharesParameters = parameters.Groups.First(g => g.Name == MultiTaskModel.SharedGroup).Length > 0;
        clock = setup.Clock ?? new PhaseClock([.. tasks.Select(t => t.Name)], device);
        regularization = setup.Regularizers.Count == 0 ? null : Regularize();
        replicas = Recruit();
        scaling = setup.LossScaling is { } options ? new LossScaling(options) : null;
        strategy = setup.Strategy.Build(new StrategyContext(setup, parameters, method, clock, regularization, replicas, scaling));
        stepsPerEpoch = order.Count / strategy.Batches;
        if (setup.Options.ProblemOfBatches(setup.Train.Rows, strategy.Batches) is { } tooFew)
        {
            throw new InvalidOptionException("batchSize", tooFew);
        }

        made = new MadeTargets([.. tasks.Select(t => t.Name)], setup.Train.Rows, device);
        log = new LossLog([.. tasks.Select(t => t.Name)], device);
        progress = progress with { LossSums = new double[tasks.Count], Unlabeled = new long[tasks.Count] };
    }

    /// <summary>How far the training has come.</summary>
    public Progress Progress => progress;

    /// <summary>Number of trainable parameters.</summary>
    public long ParameterCount => parameters.Count;

    /// <summary>Steps taken since this object was made: without those before a checkpoint.</summary>
    public long StepsTaken { get; private set; }

    /// <summary>Training rows that these steps have seen.</summary>
    public long RowsSeen { get; private set; }

    /// <summary>Seconds spent in these steps.</summary>
    public double TrainSeconds => training.Elapsed.TotalSeconds;

    /// <summary>Goes on where a checkpoint was written, as if the training had never stopped. To be called before <see cref="Run"/>.</summary>
    /// <param name="checkpoint">The checkpoint's folder.</param>
    /// <exception cref="MalformedFileException">The checkpoint is damaged, or of another training.</exception>
    public void Resume(string checkpoint)
    {
        progress = Checkpoint.Load(checkpoint, State());
        if (scaling is not null && progress.LossScale is { } scale)
        {
            scaling.State = scale;
        }
    }

    /// <summary>The scale of the losses; null for a training that does not scale them.</summary>
    public LossScale? LossScale => scaling?.State;

    /// <summary>Batches that one step consumes.</summary>
    public int BatchesPerStep => strategy.Batches;

    /// <summary>Gradients of the shared parameters that are held at once beside the flat gradient, in a step that needs most.</summary>
    public int GradientRows => Math.Max(strategy.GradientRows, setup.Options.DiagnosticsEvery is null || !sharesParameters ? 0 : setup.Model.Tasks.Count);

    /// <summary>What the time went to so far.</summary>
    public PhaseTimes Times => clock.Read();

    /// <summary>Whether there is nothing left to train.</summary>
    public bool IsFinished => progress.Epoch > setup.Options.LastEpoch() || judge.PatienceIsOver(progress);

    /// <summary>Trains to the end.</summary>
    /// <param name="stop">Asks to stop; a checkpoint is written then.</param>
    /// <returns>Whether it came to the end; false after a request to stop.</returns>
    /// <exception cref="DivergedException">A loss was not finite. The last checkpoint is the one of the epoch before.</exception>
    public bool Run(CancellationToken stop)
    {
        foreach (var replica in replicas.Members)
        {
            replica.Model.train();
        }

        try
        {
            while (!IsFinished)
            {
                RunEpoch(stop);
            }

            // Who evaluates the model now means the weights for use; nothing is trained any more.
            strategy.Shown();
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            SaveWithinEpoch();
            return false;
        }
    }

    /// <summary>Disposes of optimizer and flat tensors. The model keeps their memory through its views and stays usable.</summary>
    public void Dispose()
    {
        strategy.Dispose();
        replicas.Dispose();
        regularization?.Dispose();
        (method as IDisposable)?.Dispose();
        log.Dispose();
        made.Dispose();
        parameters.Dispose();
    }

    private Regularization Regularize()
    {
        var made = new Regularization(setup.Regularizers, setup.Model, parameters, setup.Randomness, RowsOf);
        foreach (var (option, problem) in RegularizationMisfits.Of(made.Regularizers, setup.Strategy, setup.Balancing, method))
        {
            throw new InvalidOptionException(option, problem);
        }

        return made;
    }

    private ReplicaTeam Recruit()
    {
        foreach (var (option, problem) in ReplicaMisfits.Of(setup, regularization?.Regularizers ?? []))
        {
            throw new InvalidOptionException(option, problem);
        }

        foreach (var model in setup.Twins.Count == 0 ? [] : setup.Twins.Prepend(setup.Model))
        {
            model.train();
        }

        return new ReplicaTeam(setup.Model, parameters, setup.Twins, setup.Exchange);
    }

    /// <summary>Training rows with a label of a task; all training rows for null.</summary>
    private long RowsOf(string? name) => setup.Model.Tasks.FirstOrDefault(t => t.Name == name) is { LossColumn: { } column }
        ? Labels.Rows(setup.Train.Targets[column]).Length
        : setup.Train.Rows;

    private void RunEpoch(CancellationToken stop)
    {
        var before = TrainSeconds;
        log.Begin(progress.Epoch, progress.Batch, progress.LossSums);
        if (progress.Batch == 0)
        {
            Survey(stop);
        }

        observer.EpochStarted(progress.Epoch, stepsPerEpoch, progress.Batch);
        training.Start();
        try
        {
            RunBatches(stop);
        }
        finally
        {
            training.Stop();
        }

        using var shown = strategy.Shown();
        var evaluating = Stopwatch.StartNew();
        clock.Enter(Phase.Evaluation);
        var scores = judge.Evaluate(stop);
        clock.Enter(Phase.Other);
        var record = Judge(scores) with { TrainSeconds = TrainSeconds - before, ValidationSeconds = evaluating.Elapsed.TotalSeconds };
        FinishEpoch(record);
    }

    /// <summary>Lets each task look at all training rows. A stop in between is no reason to look again: what was seen once has changed what is seen.</summary>
    private void Survey(CancellationToken stop)
    {
        clock.Enter(Phase.Data);
        for (; progress.Surveyed < setup.Model.Tasks.Count; progress = progress with { Surveyed = progress.Surveyed + 1 })
        {
            using var watch = strategy.Surveyed();
            Surveys.Take(setup, progress.Surveyed, progress.Epoch, made, stop);
        }
    }

    private void RunBatches(CancellationToken stop)
    {
        using var divided = new DividedThreads(replicas.Members.Count, device);
        clock.Enter(Phase.Data);
        using var permutation = order.Permutation(progress.Epoch, device);
        while (progress.Batch < stepsPerEpoch)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var diagnoses = sharesParameters && setup.Options.DiagnosticsEvery is { } every && (progress.Step + 1) % every == 0;
            clock.Enter(Phase.Data);
            var batches = NextBatches(permutation);
            var result = strategy.Run(batches, new StepMoment(progress.Step, RateAt(progress.Step), diagnoses));
            log.Add(result.Losses);
            StopIfExhausted();
            progress = progress with { Batch = progress.Batch + 1, Step = progress.Step + 1, Unlabeled = CountSilent(result.Present) };
            StepsTaken++;
            RowsSeen += batches.Sum(b => b.Rows);
            Note(result);
            observer.StepDone(progress.Batch, ReadLosses);
            if (setup.Options.CheckpointEvery is { } often && progress.Step % often == 0 && progress.Batch < stepsPerEpoch)
            {
                training.Stop();
                SaveWithinEpoch();
                training.Start();
            }
        }

        log.Read();
        if (parameters.FirstNotFinite() is { } group)
        {
            throw DivergedException.OfParameters(group.Name, progress.Epoch);
        }
    }

    private void StopIfExhausted()
    {
        if (scaling is { IsExhausted: true })
        {
            // A loss that is not finite is the better explanation.
            log.Read();
            throw DivergedException.OfGradient(progress.Epoch, progress.Batch + 1, scaling.State.Factor);
        }
    }

    private double RateAt(long taken) => setup.Optimizer.Lr * setup.Schedule.FactorAt(taken, stepsPerEpoch, setup.Options.Epochs);

    private void SaveWithinEpoch()
    {
        log.Read();
        progress = progress with { LossSums = [.. log.Sums] };
        clock.Enter(Phase.Checkpoints);
        using var shown = strategy.Shown();
        checkpoints.SaveLast(State());
        clock.Enter(Phase.Other);
    }

    /// <summary>Reads back the weights where somebody will see them, and passes on what was measured.</summary>
    private void Note(StepResult result)
    {
        if (result.IsSkipped || (progress.Batch < stepsPerEpoch && result.Diagnostics is null))
        {
            return;
        }

        var weights = result.Weights is { } values ? ByTask(values.to(torch.float64).cpu().data<double>().ToArray()) : null;
        progress = progress with { Weights = weights };
        if (result.Diagnostics is { } gradients)
        {
            observer.GradientsMeasured(new GradientRecord(progress.Epoch, progress.Step, [.. setup.Model.Tasks.Select(t => t.Name)], gradients, weights));
        }
    }

    private Batch[] NextBatches(torch.Tensor permutation)
    {
        var batches = new Batch[strategy.Batches];
        for (var i = 0; i < batches.Length; i++)
        {
            var rows = order.Rows(permutation, progress.Batch * batches.Length + i);
            batches[i] = made.AddTo(setup.Train.Select(rows), rows);
        }

        return batches;
    }

    /// <summary>The steps in which each task was silent, with one more.</summary>
    private long[] CountSilent(PresentTasks present) =>
        [.. Enumerable.Range(0, present.Tasks).Select(i => (progress.Unlabeled.Count > i ? progress.Unlabeled[i] : 0) + (present.Contains(i) ? 0 : 1))];

    private EpochRecord Judge(Scores? scores)
    {
        var score = judge.Score(scores);
        return new EpochRecord
        {
            Epoch = progress.Epoch,
            TrainLosses = ByTask(log.Sums.Select((sum, i) => sum / (log.Steps - progress.Unlabeled[i]))),
            Weights = progress.Weights,
            Penalties = regularization?.Penalties() is { Count: > 0 } penalties ? penalties : null,
            LearningRate = RateAt(progress.Step - 1),
            SkippedSteps = LossScale?.Skipped,
            Validation = scores,
            Score = score,
            IsBest = EpochJudge.IsBest(score, progress.BestScore),
        };
    }

    private void FinishEpoch(EpochRecord record)
    {
        progress = progress with
        {
            Epoch = progress.Epoch + 1,
            Surveyed = 0,
            Batch = 0,
            LossSums = new double[setup.Model.Tasks.Count],
            Unlabeled = new long[setup.Model.Tasks.Count],
            BestEpoch = record.IsBest ? record.Epoch : progress.BestEpoch,
            BestScore = record.IsBest ? record.Score : progress.BestScore,
        };
        (method as ISeesEpochs)?.EpochEnded([.. setup.Model.Tasks.Select(t => record.TrainLosses[t.Name] * t.Weight)]);
        clock.Enter(Phase.Checkpoints);
        if (record.IsBest)
        {
            checkpoints.SaveBest(State());
        }

        if (setup.Options.SnapshotEvery is { } every && record.Epoch % every == 0)
        {
            checkpoints.SaveSnapshot(setup.Model, record.Epoch);
        }

        // The record comes before the checkpoint: what the checkpoint has seen is then written down in any case.
        clock.Enter(Phase.Other);
        observer.EpochDone(record);
        clock.Enter(Phase.Checkpoints);
        checkpoints.SaveLast(State());
        clock.Enter(Phase.Other);
    }

    private TrainingState State() => new(setup.Model, strategy.Optimizer, method as IStateful, setup.Randomness, progress with { LossScale = LossScale }, made, strategy.Memory, regularization?.Memory);

    private IReadOnlyList<double> ReadLosses()
    {
        log.Read();
        return log.Latest;
    }

    private Dictionary<string, double> ByTask(IEnumerable<double> values) =>
        setup.Model.Tasks.Zip(values).ToDictionary(pair => pair.First.Name, pair => pair.Second);
}
