using System.Diagnostics;
using System.Globalization;
using MtlTorch.Tensors;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MtlTorch.Benchmarks;

/// <summary>
/// Inference of M members of one architecture, one after the other and as one network with stacked weights: dense layers as a product of batches [M, B, F] x
/// [M, F, K], convolutions with the members' channels side by side in groups. Both compute from the same weights; their outputs are compared.
/// </summary>
internal sealed class EnsembleBenchmark : IDisposable
{
    private const int Rounds = 9;
    private readonly Randomness randomness = new(1);
    private readonly Generator generator;
    private readonly int members;
    private readonly bool convolves;
    private readonly List<(Tensor Weight, Tensor Bias)> convolutions = [];
    private readonly List<(Tensor Weight, Tensor Bias)> dense = [];

    private EnsembleBenchmark(string model, int members)
    {
        (this.members, convolves, generator) = (members, model == "lenet", randomness.Fresh("benchmark"));
        int[] widths = convolves ? [320, 50, 50, 10] : [784, 512, 512, 10];
        if (convolves)
        {
            convolutions.Add(Draw([members, 10, 1, 5, 5], 10, 25));
            convolutions.Add(Draw([members, 20, 10, 5, 5], 20, 250));
        }

        for (var i = 1; i < widths.Length; i++)
        {
            dense.Add(Draw([members, widths[i], widths[i - 1]], widths[i], widths[i - 1]));
        }
    }

    /// <summary>Prints "MEMBERS ROWS MS-ONE-AFTER-THE-OTHER MS-STACKED RATIO LARGEST-DIFFERENCE" for several numbers of members and rows.</summary>
    public static void Run(string model, TextWriter output)
    {
        using var frozen = no_grad();
        foreach (var members in new[] { 5, 10 })
        {
            using var bench = new EnsembleBenchmark(model, members);
            foreach (var rows in new[] { 1, 32, 500 })
            {
                using var scope = NewDisposeScope();
                var inputs = rand([rows, 1, 28, 28], generator: bench.generator);
                var difference = (bench.Apart(inputs) - bench.Stacked(inputs)).abs().max().item<float>();
                var (apart, stacked) = Medians(() => bench.Apart(inputs), () => bench.Stacked(inputs), rows == 500 ? 3 : 60);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{members} {rows} {apart:0.000} {stacked:0.000} {apart / stacked:0.00} {difference:g2}"));
            }
        }
    }

    public void Dispose()
    {
        generator.Dispose();
        randomness.Dispose();
    }

    private (Tensor Weight, Tensor Bias) Draw(long[] shape, long outputs, double inputs) =>
        (randn(shape, generator: generator).mul_(1 / Math.Sqrt(inputs)).DetachFromDisposeScope(), randn([members, outputs], generator: generator).mul_(0.1).DetachFromDisposeScope());

    private Tensor Apart(Tensor inputs) => stack(Enumerable.Range(0, members).Select(m =>
    {
        var x = inputs;
        foreach (var (weight, bias) in convolutions)
        {
            x = F.max_pool2d(F.conv2d(x, weight[m], bias[m]), 2).relu();
        }

        x = x.flatten(1);
        foreach (var (i, (weight, bias)) in dense.Index())
        {
            x = F.linear(x, weight[m], bias[m]);
            x = i < dense.Count - 1 ? x.relu() : x;
        }

        return x;
    }));

    private Tensor Stacked(Tensor inputs)
    {
        var x = inputs;
        foreach (var (i, (weight, bias)) in convolutions.Index())
        {
            x = F.max_pool2d(F.conv2d(x, weight.flatten(0, 1), bias.flatten(), groups: i == 0 ? 1 : members), 2).relu();
        }

        x = convolves
            ? x.view(inputs.size(0), members, -1).transpose(0, 1)
            : x.flatten(1).unsqueeze(0).expand(members, -1, -1);
        foreach (var (i, (weight, bias)) in dense.Index())
        {
            x = x.matmul(weight.transpose(1, 2)).add_(bias.unsqueeze(1));
            x = i < dense.Count - 1 ? x.relu() : x;
        }

        return x;
    }

    private static (double Apart, double Stacked) Medians(Func<Tensor> apart, Func<Tensor> stacked, int repeats)
    {
        var times = Enumerable.Range(0, Rounds).Select(_ => (Apart: Time(apart, repeats), Stacked: Time(stacked, repeats))).ToList();
        return (times.Select(t => t.Apart).Order().ElementAt(Rounds / 2), times.Select(t => t.Stacked).Order().ElementAt(Rounds / 2));
    }

    private static double Time(Func<Tensor> run, int repeats)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < repeats; i++)
        {
            using var scope = NewDisposeScope();
            run();
        }

        return watch.Elapsed.TotalMilliseconds / repeats;
    }
}
