using System.Text.Json;
using MtlTorch.Data;
using MtlTorch.Experiments.Running;
using MtlTorch.Tensors;
using MtlTorch.Training;
using MtlTorch.Training.Costs;

namespace MtlTorch.Benchmarks.Workloads;

/// <summary>Trains a workload with the trainer that users get, and says what a step costs.</summary>
internal static class TrainingBenchmark
{
    /// <summary>Measures.</summary>
    /// <param name="plan">The workload.</param>
    /// <param name="steps">Measured steps.</param>
    /// <returns>One line of JSON; the twins print the same keys but for what is managed.</returns>
    public static string Run(ExperimentPlan plan, int steps)
    {
        using var randomness = new Randomness(plan.Config.Seed);
        using var train = plan.Load(SplitName.Train)!;
        var loaded = ProcessMemory.Peak;
        ProcessMemory.ForgetPeak();
        using var models = plan.BuildReplicas(train, randomness);
        using var enough = new CancellationTokenSource();
        var timer = new StepTimer(Workload.WarmUp(steps), steps, enough);
        using var trainer = new Trainer(plan.Setup(models, train, null, randomness), timer, timer);
        trainer.Run(enough.Token);
        return JsonSerializer.Serialize(new
        {
            workload = plan.Config.Name,
            threads = plan.Config.Threads,
            replicas = plan.Config.Replicas,
            steps,
            stepsPerSecond = Math.Round(steps / timer.Seconds, 3),
            cpuMillisecondsPerStep = Math.Round(1000 * timer.ProcessorSeconds / steps, 3),
            warmLosses = timer.WarmLosses,
            losses = timer.Losses,
            peakBytes = ProcessMemory.Peak,
            loadPeakBytes = loaded,
            allocatedPerStep = timer.Allocated / steps,
            collections = timer.Collections,
        });
    }
}
