using System.Diagnostics;
using System.Globalization;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Data.DataSets;
using MtlTorch.Modules;
using MtlTorch.Modules.Heads;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Steps;

namespace MtlTorch.Benchmarks;

/// <summary>
/// The MultiMNIST LeNet with two heads: batch 256, SGD with momentum, the step that the trainer takes. Python's twin,
/// python/lenet.py, trains the same weights on the same rows in the same order.
/// </summary>
internal static class LeNetBenchmark
{
    private const int BatchSize = 256;
    private const int WarmUp = 30;

    private static readonly SgdOptions Optimizer = new() { Lr = 0.05, Momentum = 0.9 };

    /// <summary>Writes what both sides train on, as raw little-endian numbers.</summary>
    public static void Prepare(string folder)
    {
        Directory.CreateDirectory(folder);
        using var split = Data().Load(SplitName.Train);
        Write(folder, "inputs", split.Inputs);
        Write(folder, "left", split.Targets["left"]);
        Write(folder, "right", split.Targets["right"]);
        using var randomness = new Randomness(1);
        using var order = Order(randomness, split).Permutation(1, torch.CPU);
        Write(folder, "order", order);
        using var model = Model(randomness);
        using var weights = torch.cat([.. model.parameters().Select(p => p.detach().flatten())]);
        Write(folder, "weights", weights);
    }

    /// <summary>Trains and measures.</summary>
    /// <returns>"STEPS/S LEFT RIGHT": speed after the warm-up, losses of the last step.</returns>
    public static string Run(string folder, int steps)
    {
        using var split = new Split(Read<float>(folder, "inputs", -1, 1, 28, 28), new Dictionary<string, torch.Tensor>
        {
            ["left"] = Read<long>(folder, "left", -1),
            ["right"] = Read<long>(folder, "right", -1),
        });
        using var randomness = new Randomness(1);
        using var model = Model(randomness);
        using var parameters = new FlatParameters(model.Groups);
        using var optimizer = Optimizer.Build(parameters.Values);
        using var step = TrainingStep.For(new StepParts(model, parameters, optimizer, null), new Equal());
        using var log = new LossLog(["left", "right"], torch.CPU);
        log.Begin(1, 0, [0, 0]);
        var order = Order(randomness, split);
        using var permutation = order.Permutation(1, torch.CPU);

        void Take(int count, int from)
        {
            for (var i = from; i < from + count; i++)
            {
                using var scope = torch.NewDisposeScope();
                log.Add(step.Run(split.Select(order.Rows(permutation, i % order.Count))).Losses);
            }

            log.Read();
        }

        Take(WarmUp, 0);
        var started = Stopwatch.GetTimestamp();
        Take(steps, WarmUp);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"{steps / seconds:f2} {log.Latest[0]:f6} {log.Latest[1]:f6}");
    }

    private static IDataSet Data() => new MultiMnistOptions { Root = Environment.GetEnvironmentVariable("MTL_DATA") ?? "data" }.Open();

    private static BatchOrder Order(Randomness randomness, Split split) => new(randomness, split.Rows, BatchSize, dropLast: true);

    private static MultiTaskModel Model(Randomness randomness)
    {
        var targets = new Dictionary<string, TargetDescription> { ["left"] = ClassTarget.Numbered(10), ["right"] = ClassTarget.Numbered(10) };
        var task = new ClassificationOptions { Head = new MlpHeadOptions { Hidden = [50] } };
        LearningTask[] tasks = [task.Build("left", targets), task.Build("right", targets)];
        return ModelBuilder.Build(new LeNetOptions(), new HardSharingOptions(), tasks, [1, 28, 28], new ModuleContext(randomness, torch.CPU));
    }

    private static void Write(string folder, string name, torch.Tensor tensor)
    {
        using var contiguous = tensor.contiguous();
        using var file = File.Create(Path.Combine(folder, name + ".bin"));
        file.Write(contiguous.bytes);
    }

    private static torch.Tensor Read<T>(string folder, string name, params long[] shape)
        where T : unmanaged
    {
        var bytes = File.ReadAllBytes(Path.Combine(folder, name + ".bin"));
        using var flat = torch.empty([bytes.Length / System.Runtime.CompilerServices.Unsafe.SizeOf<T>()], typeof(T) == typeof(long) ? torch.int64 : torch.float32);
        bytes.CopyTo(flat.bytes);
        return flat.view(shape);
    }
}
