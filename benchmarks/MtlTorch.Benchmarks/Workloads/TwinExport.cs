using System.Text.Json;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Data;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Tensors;
using MtlTorch.Tensors.Safetensors;

namespace MtlTorch.Benchmarks.Workloads;

/// <summary>Writes what the Python twins of a workload train on: the same rows in the same order, from the same weights.</summary>
internal static class TwinExport
{
    /// <summary>
    /// Writes experiment.json, the whole configuration, and tensors.safetensors with "inputs", "targets.TARGET", "order" (the rows of one batch after
    /// the other), "weights.PARAMETER", and where tasks meet in random order "meetings" [steps, T, T - 1].
    /// </summary>
    /// <param name="plan">The workload.</param>
    /// <param name="folder">Where to write; made if it is not there.</param>
    /// <param name="steps">Measured steps.</param>
    public static void Write(ExperimentPlan plan, string folder, int steps)
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(plan.Config.Seed);
        using var train = plan.Load(SplitName.Train)!;
        using var model = plan.BuildModel(train, randomness);
        var all = Workload.WarmUp(steps) + steps;
        List<KeyValuePair<string, torch.Tensor>> tensors =
        [
            new("inputs", train.Inputs),
            .. train.Targets.Select(t => KeyValuePair.Create($"targets.{t.Key}", t.Value)),
            .. model.named_parameters().Select(p => KeyValuePair.Create($"weights.{p.name}", (torch.Tensor)p.parameter)),
            new("order", Order(plan, train, randomness, all)),
        ];
        if (plan.Config.Balancing is PcGradOptions)
        {
            tensors.Add(new("meetings", Meetings(plan.Tasks.Count, randomness, all)));
        }

        Directory.CreateDirectory(folder);
        SafetensorsFile.Write(Path.Combine(folder, "tensors.safetensors"), tensors);
        File.WriteAllText(Path.Combine(folder, "experiment.json"), JsonSerializer.Serialize(plan.Config, ConfigJson.Options));
    }

    /// <summary>The rows of the batches of so many steps, Int64 [steps batchSize].</summary>
    private static torch.Tensor Order(ExperimentPlan plan, Split train, Randomness randomness, int steps)
    {
        var options = plan.Config.Trainer;
        var order = new BatchOrder(randomness, train.Rows, options.BatchSize, dropLast: true);
        var epochs = Enumerable.Range(1, (int)((steps + order.Count - 1) / order.Count));
        return torch.cat([.. epochs.Select(e => order.Permutation(e, torch.CPU).narrow(0, 0, order.Count * options.BatchSize))])
            .narrow(0, 0, (long)steps * options.BatchSize);
    }

    /// <summary>Whom each task meets in turn, as pcgrad will draw it: a permutation of all tasks for each task of each step, without itself.</summary>
    private static torch.Tensor Meetings(int tasks, Randomness randomness, int steps)
    {
        var generator = randomness.Stream("balancing");
        var meetings = new List<long>();
        for (var i = 0; i < steps * tasks; i++)
        {
            using var drawn = torch.randperm(tasks, generator: generator);
            meetings.AddRange(drawn.data<long>().ToArray().Where(other => other != i % tasks));
        }

        return torch.tensor(meetings.ToArray(), [steps, tasks, tasks - 1]);
    }
}
