using System.Diagnostics;
using MtlTorch.Data;
using MtlTorch.Experiments.Running;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training;
using MtlTorch.Training.Costs;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Profiling;

/// <summary>Trains an experiment for a few steps, leaves nothing behind, and says what they cost.</summary>
/// <param name="plan">The experiment; its device and threads are settled.</param>
/// <param name="steps">Measured steps, from 1.</param>
/// <param name="warmUp">Steps before those, from 0: the first ones find buffers that are not there yet.</param>
public sealed class ExperimentProfiler(ExperimentPlan plan, int steps, int warmUp)
{
    private readonly torch.Device device = torch.device(plan.Config.Device);

    /// <summary>Measures.</summary>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="DivergedException">A loss was not finite.</exception>
    public ExperimentProfile Run(CancellationToken stop)
    {
        StartLibTorch();
        var (free, before) = (ProcessMemory.Available, ProcessMemory.Resident);
        using var randomness = new Randomness(plan.Config.Seed);
        using var train = plan.Data.Load(SplitName.Train).MoveTo(device);
        using var validation = plan.Data.Description.Rows[SplitName.Validation] == 0 ? null : plan.Data.Load(SplitName.Validation).MoveTo(device);
        var loaded = ProcessMemory.Peak;
        ProcessMemory.ForgetPeak();
        stop.ThrowIfCancellationRequested();
        using var models = plan.BuildReplicas(train, randomness);
        var setup = Setup(models, train, randomness);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var watch = new StepWatch(warmUp, steps, enough);
        using var trainer = new Trainer(setup, watch, watch);
        var costs = RunCosts.Of(setup with { Validation = validation }, trainer, plan.Data.Description.Rows[SplitName.Test]);
        var training = Measure(trainer, watch, costs, enough.Token);
        var trained = ProcessMemory.Peak;
        stop.ThrowIfCancellationRequested();
        return new ExperimentProfile
        {
            Name = plan.Config.Name,
            Device = plan.Config.Device,
            Threads = torch.get_num_threads(),
            TrainRows = train.Rows,
            Parameters = trainer.ParameterCount,
            MultiplyAdds = costs.Summary.MultiplyAdds,
            Modules = costs.Summary.Modules,
            Training = training,
            Evaluation = validation is null ? null : Evaluate(models.Model, validation, stop),
            Memory = new MemoryProfile(costs.Memory, device.type == DeviceType.CPU ? free : null, before, loaded, trained),
        };
    }

    /// <summary>Lets the libraries make the buffers that they keep, so that those are not taken for the experiment's.</summary>
    private void StartLibTorch()
    {
        using var scope = torch.NewDisposeScope();
        var matrix = torch.ones([256, 256], device: device, requires_grad: true);
        matrix.mm(matrix).sum().backward();
    }

    /// <summary>The plan's training, long enough, without early stopping and without evaluation in between.</summary>
    private TrainingSetup Setup(ReplicaModels models, Split train, Randomness randomness) => plan.Setup(models, train, null, randomness) with
    {
        Options = plan.Config.Trainer with { Epochs = Math.Max(plan.Config.Trainer.Epochs, warmUp + steps), Patience = null },
        Clock = new PhaseClock([.. plan.Tasks.Select(t => t.Name)], device, synchronize: true),
    };

    private StepProfile Measure(Trainer trainer, StepWatch watch, RunCosts costs, CancellationToken enough)
    {
        watch.Trainer = trainer;
        watch.Begin();
        trainer.Run(enough);
        if (watch.Last is not { } last)
        {
            throw new OperationCanceledException(enough);
        }

        var first = watch.First;
        var seconds = Stopwatch.GetElapsedTime(first.Timestamp, last.Timestamp).TotalSeconds;
        return new StepProfile(warmUp, steps, last.Rows - first.Rows, seconds, last.Times.Since(first.Times), costs.Summary.MultiplyAdds);
    }

    private EvaluationProfile Evaluate(MultiTaskModel model, Split validation, CancellationToken stop)
    {
        var since = Stopwatch.GetTimestamp();
        new Evaluator(plan.Config.Trainer.EvaluationBatchSize).Evaluate(model, validation, stop);
        return new EvaluationProfile(validation.Rows, Stopwatch.GetElapsedTime(since).TotalSeconds);
    }
}
