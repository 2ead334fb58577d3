using MtlTorch.Benchmarks;

// Usage: MtlTorch.Benchmarks prepare FOLDER     writes MultiMNIST, the order of the rows and the initial weights for both sides
//        MtlTorch.Benchmarks lenet FOLDER STEPS trains on them and prints steps per second and the last losses
//        MtlTorch.Benchmarks operators          prints nanoseconds per operator
//        MtlTorch.Benchmarks k-means ROOT       clusters MNIST, which is below ROOT, and prints seconds and inertias
//        MtlTorch.Benchmarks balancing MODEL T  prints milliseconds per step of each balancing method; MODEL: lenet, mlp
//        MtlTorch.Benchmarks ensemble MODEL     prints milliseconds of inference, members one after the other and stacked; MODEL: lenet, mlp
//        MtlTorch.Benchmarks precision MODEL    prints milliseconds per step in fp32 and bf16; MODEL: vgg, vgg-norm, lenet, sparse, mlp, mlp-small
switch (args)
{
    case ["prepare", var folder]:
        LeNetBenchmark.Prepare(folder);
        return 0;
    case ["lenet", var folder, var steps]:
        Console.WriteLine(LeNetBenchmark.Run(folder, int.Parse(steps, System.Globalization.CultureInfo.InvariantCulture)));
        return 0;
    case ["operators"]:
        OperatorBenchmark.Run(Console.Out);
        return 0;
    case ["k-means", var root]:
        Console.WriteLine(KMeansBenchmark.Run(root));
        return 0;
    case ["balancing", var trunk, var tasks]:
        BalancingBenchmark.Run(trunk, int.Parse(tasks, System.Globalization.CultureInfo.InvariantCulture), Console.Out);
        return 0;
    case ["ensemble", var model]:
        EnsembleBenchmark.Run(model, Console.Out);
        return 0;
    case ["precision", var model]:
        PrecisionBenchmark.Run(model, Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("usage: MtlTorch.Benchmarks prepare FOLDER | lenet FOLDER STEPS | operators | k-means ROOT | balancing MODEL T | ensemble MODEL | precision MODEL");
        return 2;
}
