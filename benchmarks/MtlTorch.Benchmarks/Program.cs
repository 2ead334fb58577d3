using System.Globalization;
using MtlTorch;
using MtlTorch.Benchmarks;
using MtlTorch.Benchmarks.Sweeps;
using MtlTorch.Benchmarks.Workloads;
using MtlTorch.Experiments.Configs;

// Usage: MtlTorch.Benchmarks export WORKLOAD FOLDER STEPS [--set KEY=VALUE]...  writes rows, their order and the initial weights for the Python twins
//        MtlTorch.Benchmarks train WORKLOAD STEPS [--set KEY=VALUE]...          trains, and prints a line of JSON: steps per second, losses, memory
//        MtlTorch.Benchmarks operators          prints nanoseconds per operator
//        MtlTorch.Benchmarks k-means ROOT       clusters MNIST, which is below ROOT, and prints seconds and inertias
//        MtlTorch.Benchmarks balancing MODEL T  prints milliseconds per step of each balancing method; MODEL: lenet, mlp
//        MtlTorch.Benchmarks precision MODEL    prints milliseconds per step in fp32 and bf16; MODEL: vgg, vgg-norm, lenet, sparse, mlp, mlp-small
//        MtlTorch.Benchmarks sweep-scale FOLDER prints what sweeps of 10,000 trials cost: measured in an empty folder, and simulated; sweep-simulation: the latter alone
//        MtlTorch.Benchmarks ensemble MODEL     prints milliseconds of inference, members one after the other and stacked; MODEL: lenet, mlp
//        MtlTorch.Benchmarks samplers FUNCTION SAMPLER TRIALS SEEDS             prints a line of JSON per seed: the best value that a sampler of sweeps finds
//        MtlTorch.Benchmarks pruners PRUNER TRIALS SEEDS                        prints a row of a table: epochs trained and regret on simulated learning curves
try
{
    return Run(args);
}
catch (Exception e) when (e is ConfigException or InvalidOptionException or ArgumentException or FormatException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

static int Run(string[] args)
{
    switch (args)
    {
        case ["export", var workload, var folder, var steps, .. var overrides]:
            TwinExport.Write(Workload.Compose(workload, Workload.Overrides(overrides)), folder, int.Parse(steps, CultureInfo.InvariantCulture));
            return 0;
        case ["train", var workload, var steps, .. var overrides]:
            Console.WriteLine(TrainingBenchmark.Run(Workload.Compose(workload, Workload.Overrides(overrides)), int.Parse(steps, CultureInfo.InvariantCulture)));
            return 0;
        case ["operators"]:
            OperatorBenchmark.Run(Console.Out);
            return 0;
        case ["k-means", var root]:
            Console.WriteLine(KMeansBenchmark.Run(root));
            return 0;
        case ["balancing", var trunk, var tasks]:
            BalancingBenchmark.Run(trunk, int.Parse(tasks, CultureInfo.InvariantCulture), Console.Out);
            return 0;
        case ["sweep-scale", var folder]:
            SweepScaleBenchmark.Run(folder, Console.Out);
            return 0;
        case ["sweep-simulation"]:
            SweepScaleBenchmark.Simulate(Console.Out);
            return 0;
        case ["journal-append", var folder, var seconds]:
            JournalBenchmark.Append(folder, double.Parse(seconds, CultureInfo.InvariantCulture), Console.Out);
            return 0;
        case ["ensemble", var model]:
            EnsembleBenchmark.Run(model, Console.Out);
            return 0;
        case ["precision", var model]:
            PrecisionBenchmark.Run(model, Console.Out);
            return 0;
        case ["samplers", var function, var sampler, var trials, var seeds]:
            SamplerBenchmark.Run(function, sampler, int.Parse(trials, CultureInfo.InvariantCulture), int.Parse(seeds, CultureInfo.InvariantCulture), Console.Out);
            return 0;
        case ["pruners", var pruner, var trials, var seeds]:
            PrunerBenchmark.Run(pruner, int.Parse(trials, CultureInfo.InvariantCulture), int.Parse(seeds, CultureInfo.InvariantCulture), Console.Out);
            return 0;
        default:
            Console.Error.WriteLine("usage: MtlTorch.Benchmarks export WORKLOAD FOLDER STEPS [--set KEY=VALUE]... | train WORKLOAD STEPS [--set KEY=VALUE]... | operators | k-means ROOT | balancing MODEL T | ensemble MODEL | precision MODEL | sweep-scale FOLDER | sweep-simulation | samplers FUNCTION SAMPLER TRIALS SEEDS | pruners PRUNER TRIALS SEEDS");
            return 2;
    }
}
