using System.Text.Json;
using MtlTorch.Modules;
using MtlTorch.Tensors;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Modules;

public sealed class InitializationTests
{
    /// <summary>The same 200 layers of which PyTorch's moments were recorded, in units of 1 / sqrt(fan-in).</summary>
    [TestCaseSource(typeof(Golden), nameof(Golden.Cases), new object[] { "initialization" })]
    public void WeightsAreSpreadAsPyTorchSpreadsThem(JsonElement golden)
    {
        const double FanIn = 48;
        using var scope = NewDisposeScope();
        var parts = golden.Text("name").Split(' ');
        using var layers = nn.Sequential(Enumerable.Range(0, 200).Select(_ => Layer(parts[0])));

        Reset(layers, seed: 1);

        var drawn = layers.named_parameters().Where(p => p.name.EndsWith(parts[1], StringComparison.Ordinal)).SelectMany(p => TensorAssert.Doubles(p.parameter));
        double[] units = [.. drawn.Select(x => x * Math.Sqrt(FanIn)).Order()];
        Assert.That(units, Has.Length.EqualTo(golden.Whole("count")));
        Assert.That(units, Is.All.InRange(-1.000001, 1.000001));

        // Two samples of this size may differ by so much: five deviations of the difference of their means.
        var tolerance = 5 * golden.Number("deviation") * Math.Sqrt(2.0 / units.Length);
        Assert.That(units.Average(), Is.EqualTo(golden.Number("mean")).Within(tolerance));
        Assert.That(Math.Sqrt(units.Average(x => x * x)), Is.EqualTo(golden.Number("deviation")).Within(tolerance));
        Assert.That(units[0], Is.EqualTo(golden.Number("smallest")).Within(30.0 / units.Length));
        Assert.That(units[^1], Is.EqualTo(golden.Number("largest")).Within(30.0 / units.Length));
        double[] quartiles = [units[units.Length / 4], units[units.Length / 2], units[units.Length * 3 / 4]];
        Assert.That(quartiles, Is.EqualTo(golden.List<double>("quartiles")).Within(2 * tolerance));
    }

    [Test]
    public void TheSeedDecidesAndNothingElse()
    {
        using var first = Network();
        manual_seed(3);
        using var second = Network();
        using var third = Network();

        Reset(first, seed: 1);
        Reset(second, seed: 1);
        Reset(third, seed: 2);

        Assert.That(Bytes(second), Is.EqualTo(Bytes(first)));
        Assert.That(Bytes(third), Is.Not.EqualTo(Bytes(first)));
    }

    [Test]
    public void LayersAreDrawnApart()
    {
        using var twins = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4));

        Reset(twins, seed: 1);

        Assert.That(TensorAssert.Bytes(twins.parameters().First()), Is.Not.EqualTo(TensorAssert.Bytes(twins.parameters().ElementAt(2))));
    }

    [Test]
    public void ConstantsOfOtherLayersStay()
    {
        using var network = Network();

        Reset(network, seed: 1);

        Assert.That(TensorAssert.Doubles(network.get_parameter("1.weight")!), Is.All.EqualTo(1));
        Assert.That(TensorAssert.Doubles(network.get_parameter("1.bias")!), Is.All.Zero);
    }

    [Test]
    public void NoTensorIsLeftBehind()
    {
        using var network = Network();

        Assert.That(LiveTensors.LeftBy(() => Reset(network, seed: 1)), Is.Zero);
    }

    private static nn.Module<Tensor, Tensor> Layer(string kind) => kind == "conv" ? nn.Conv2d(3, 20, 4) : nn.Linear(48, 20);

    private static nn.Module<Tensor, Tensor> Network() =>
        nn.Sequential(nn.Conv2d(1, 4, 3, bias: false), nn.BatchNorm2d(4), nn.Sequential(nn.Flatten(), nn.Linear(16, 3)));

    private static void Reset(nn.Module module, long seed)
    {
        using var randomness = new Randomness(seed);
        using var generator = randomness.Fresh("initial weights");
        Initialization.Reset(module, generator);
    }

    private static byte[] Bytes(nn.Module module) => [.. module.parameters().SelectMany(TensorAssert.Bytes)];
}
