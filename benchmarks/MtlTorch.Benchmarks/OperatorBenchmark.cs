using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;

namespace MtlTorch.Benchmarks;

/// <summary>What a call costs besides the arithmetic: operators on tiny tensors. Python's twin is python/operators.py.</summary>
internal static class OperatorBenchmark
{
    private const int Rounds = 9;

    /// <summary>Prints "NAME NANOSECONDS" for each operator, the best of several rounds.</summary>
    public static void Run(TextWriter output)
    {
        set_num_threads(1);
        using var frozen = no_grad();
        var (a, b, x, m, big, index) = (ones(1), ones(1), randn(1, 16), randn(16, 16), randn(100, 32), arange(10));
        var linear = nn.Linear(16, 16);
        void Measure(string name, Func<Tensor> call) =>
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {Best(call):f0}"));

        Measure("add", () => a + b);
        Measure("add_number", () => a + 1.5);
        Measure("mul", () => a * b);
        Measure("relu", () => x.relu());
        Measure("sum", () => x.sum());
        Measure("mm", () => x.mm(m));
        Measure("linear", () => linear.call(x));
        Measure("view", () => big.view(-1, 8));
        Measure("narrow", () => big.narrow(0, 1, 4));
        Measure("index_select", () => big.index_select(0, index));
        Measure("cross_entropy", () => nn.functional.cross_entropy(x, index.narrow(0, 0, 1)));
    }

    private static double Best(Func<Tensor> call)
    {
        const int Calls = 20_000;
        var best = double.PositiveInfinity;
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Calls; i++)
            {
                call().Dispose();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalNanoseconds / Calls);
        }

        return best;
    }
}
