using System.Diagnostics;
using System.Globalization;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.Sparsity;
using MtlTorch.Modules.Heads;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Steps;

namespace MtlTorch.Benchmarks;

/// <summary>A training step in bf16 against one in fp32: the same model from the same weights, on the same batch, with two heads or a decoder.</summary>
internal sealed class PrecisionBenchmark : IDisposable
{
    private const int Rounds = 7;

    private readonly Randomness randomness = new(1);
    private readonly MultiTaskModel model;
    private readonly FlatParameters parameters;
    private readonly TorchSharp.Modules.OptimizerHelper optimizer;
    private readonly TrainingStep step;
    private readonly Batch batch;

    private PrecisionBenchmark(string name, Precision precision)
    {
        var (trunk, shape, rows) = Workload(name);
        string[] names = ["left", "right"];
        var targets = names.ToDictionary(n => n, _ => (TargetDescription)ClassTarget.Numbered(10));
        TaskOptions head = new ClassificationOptions { Head = new MlpHeadOptions { Hidden = [50] } };
        LearningTask[] tasks = name == "sparse" ? [new SparseAutoencodingOptions().Build("code", targets)] : [.. names.Select(n => head.Build(n, targets))];
        model = ModelBuilder.Build(trunk, new HardSharingOptions(), tasks, shape, new ModuleContext(randomness, torch.CPU) { Precision = precision });
        parameters = new FlatParameters(model.Groups);
        optimizer = new SgdOptions { Lr = 1e-3 }.Build(parameters.Values);
        step = TrainingStep.For(new StepParts(model, parameters, optimizer), new Equal());
        using var generator = randomness.Fresh("benchmark");
        batch = new Batch(torch.rand([rows, .. shape], generator: generator), names.ToDictionary(n => n, _ => torch.randint(10, [rows], torch.int64, generator: generator)));
    }

    /// <summary>Takes turns; prints "MODEL FP32-MS BF16-MS RATIO LEAST-RATIO GREATEST-RATIO", the medians first.</summary>
    public static void Run(string name, TextWriter output)
    {
        using var full = new PrecisionBenchmark(name, Precision.Fp32);
        using var low = new PrecisionBenchmark(name, Precision.Bf16);
        var steps = Math.Max(1, (int)(300 / Math.Max(full.Take(1), full.Take(1))));
        low.Take(1);
        low.Take(1);
        var times = Enumerable.Range(0, Rounds).Select(_ => (Full: full.Take(steps), Low: low.Take(steps))).ToList();
        double[] ratios = [.. times.Select(t => t.Full / t.Low).Order()];
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name} {Median(times.Select(t => t.Full)):f1} {Median(times.Select(t => t.Low)):f1} {Median(ratios):f2} {ratios[0]:f2} {ratios[^1]:f2}"));
    }

    public void Dispose()
    {
        step.Dispose();
        optimizer.Dispose();
        parameters.Dispose();
        model.Dispose();
        randomness.Dispose();
    }

    private static (TrunkOptions Trunk, long[] Shape, int Rows) Workload(string name) => name switch
    {
        "vgg" => (Vgg(Normalization.None), [3, 32, 32], 128),
        "vgg-norm" => (Vgg(Normalization.Batch), [3, 32, 32], 128),
        "lenet" => (new LeNetOptions(), [1, 28, 28], 256),
        "sparse" => (new SparseEncoderOptions { Layers = [new() { Codec = new DenseCodecOptions { Units = 200 }, Sparsity = new L1Options() }] }, [1, 28, 28], 256),
        "mlp" => (new MlpTrunkOptions { Hidden = [1024, 1024] }, [784], 256),
        "mlp-small" => (new MlpTrunkOptions { Hidden = [64, 64, 64] }, [64], 32),
        _ => throw new ArgumentException($"there is no model '{name}'; there are vgg, vgg-norm, lenet, sparse, mlp and mlp-small.", nameof(name)),
    };

    private static ConvTrunkOptions Vgg(Normalization norm) => new()
    {
        Blocks = [.. new[] { (64, 1), (64, 2), (128, 1), (128, 2), (256, 1), (256, 2) }.Select(b => new ConvBlockOptions { Channels = b.Item1, Pool = b.Item2, Norm = norm })],
        Dense = [256],
    };

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>Milliseconds per step.</summary>
    private double Take(int steps)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < steps; i++)
        {
            using var scope = torch.NewDisposeScope();
            step.Run(batch);
        }

        return Stopwatch.GetElapsedTime(started).TotalMilliseconds / steps;
    }
}
