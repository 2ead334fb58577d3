using MtlTorch.Modules;
using MtlTorch.Modules.Heads;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Costs;

namespace MtlTorch.Tests.Modules;

/// <summary>Layers that compute in 16 bits with parameters in 32.</summary>
public sealed class CastLayerTests
{
    // Eight bits of digits, and sums of a few hundred products.
    private const double Bf16 = 0.03;

    // Where two numbers are the same but for rounding, max-pooling may send the gradient to the other one.
    private const double Pooled = 0.2;

    private static readonly TrunkOptions[] Trunks =
    [
        new LeNetOptions { Dropout = 0.2 },
        new ConvTrunkOptions { Blocks = [new() { Channels = 4, Norm = Normalization.Batch }, new() { Channels = 6, Dropout = 0.1 }], Dense = [12] },
        new ConvTrunkOptions { Blocks = [new() { Channels = 4, Norm = Normalization.Layer, Stride = 2 }, new() { Channels = 6, Activation = Activation.Gelu }], Output = ConvOutput.Average },
        new ConvTrunkOptions { Blocks = [new() { Channels = 4 }] },
        new MlpTrunkOptions { Hidden = [32, 16], Activation = Activation.Tanh, LinearEnd = true },
    ];

    [Test]
    public void ALinearLayerComputesThePlainOne() =>
        AssertComputes(context => Layers.Linear(context, 20, 30), TestPattern.Tensor([16, 20], 1));

    [TestCase(1, 0, true), TestCase(2, 1, true), TestCase(1, 2, false)]
    public void AConvolutionComputesThePlainOne(int stride, int padding, bool bias) =>
        AssertComputes(context => Layers.Conv2d(context, 3, 8, 5, stride, padding, bias), TestPattern.Tensor([4, 3, 12, 12], 1));

    [Test]
    public void In32BitsLayersAreTorchSharpsOwn()
    {
        using var linear = Layers.Linear(Some.Context(), 2, 3);
        using var convolution = Layers.Conv2d(Some.Context(), 1, 2, 3);

        Assert.That(linear, Is.TypeOf<TorchSharp.Modules.Linear>());
        Assert.That(convolution, Is.TypeOf<TorchSharp.Modules.Conv2d>());
    }

    [Test]
    public void TheOutputStaysIn16Bits()
    {
        using var layer = Layers.Linear(Some.Context() with { Precision = Precision.Bf16 }, 6, 3);
        using var output = layer.call(TestPattern.Tensor([2, 6], 1));

        Assert.That(output.dtype, Is.EqualTo(torch.ScalarType.BFloat16));
    }

    [TestCaseSource(nameof(Trunks))]
    public void NamesAndInitialWeightsAreTheSame(TrunkOptions trunk)
    {
        using var full = Model(trunk, Precision.Fp32);
        using var low = Model(trunk, Precision.Bf16);

        Assert.That(low.named_parameters().Select(p => p.name), Is.EqualTo(full.named_parameters().Select(p => p.name)));
        Assert.That(low.state_dict().Keys, Is.EqualTo(full.state_dict().Keys));
        foreach (var (name, tensor) in full.state_dict())
        {
            Assert.That(TensorAssert.Bytes(low.state_dict()[name]), Is.EqualTo(TensorAssert.Bytes(tensor)), name);
        }
    }

    [TestCaseSource(nameof(Trunks))]
    public void PredictionsAndGradientsAreNearlyTheSameAndIn32Bits(TrunkOptions trunk)
    {
        using var scope = torch.NewDisposeScope();
        using var full = Model(trunk, Precision.Fp32);
        using var low = Model(trunk, Precision.Bf16);
        full.eval();
        low.eval();
        var inputs = TestPattern.Tensor([8, 1, 28, 28], 1);
        var (expected, found) = (full.call(inputs)[0], low.call(inputs)[0]);
        expected.square().sum().backward();
        found.square().sum().backward();

        Assert.That(found.dtype, Is.EqualTo(torch.float32));
        AssertNear(found, expected);
        foreach (var (mine, theirs) in low.named_parameters().Zip(full.named_parameters()))
        {
            Assert.That(mine.parameter.grad!.dtype, Is.EqualTo(torch.float32));
            AssertNear(mine.parameter.grad!, theirs.parameter.grad!, trunk is MlpTrunkOptions ? Bf16 : Pooled, mine.name);
        }
    }

    [TestCaseSource(nameof(Trunks))]
    public void CostsAreCounted(TrunkOptions trunk)
    {
        using var full = Model(trunk, Precision.Fp32);
        using var low = Model(trunk, Precision.Bf16);
        using var input = torch.zeros([1, 1, 28, 28]);
        var (plain, cast) = (ModelSummary.Of(full, input), ModelSummary.Of(low, input));

        Assert.That(cast.MultiplyAdds, Is.EqualTo(plain.MultiplyAdds).And.Positive);
        Assert.That(cast.Modules.Select(m => (m.Name, m.Parameters, m.MultiplyAdds)), Is.EqualTo(plain.Modules.Select(m => (m.Name, m.Parameters, m.MultiplyAdds))));
    }

    [Test]
    public void ActivationsAreCountedInTheirSize()
    {
        using var full = Model(Trunks[0], Precision.Fp32);
        using var low = Model(Trunks[0], Precision.Bf16);
        using var input = torch.zeros([1, 1, 28, 28]);

        // The image, the pooled codes and what the head's layers get are kept in bf16; between the layers all is half as large.
        Assert.That((double)ModelSummary.Of(low, input).ActivationBytes / ModelSummary.Of(full, input).ActivationBytes, Is.InRange(0.5, 0.8));
    }

    private static MultiTaskModel Model(TrunkOptions trunk, Precision precision)
    {
        using var randomness = new Randomness(3);
        var task = new ClassificationOptions { Head = new MlpHeadOptions { Hidden = [10] } }.Build("kind", Some.Targets);
        return ModelBuilder.Build(trunk, new HardSharingOptions(), [task], [1, 28, 28], new ModuleContext(randomness, torch.CPU) { Precision = precision });
    }

    private static void AssertComputes(Func<ModuleContext, torch.nn.Module<torch.Tensor, torch.Tensor>> build, torch.Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(1);
        var context = new ModuleContext(randomness, torch.CPU);
        using var full = build(context);
        using var low = build(context with { Precision = Precision.Bf16 });
        foreach (var layer in new[] { full, low })
        {
            using var generator = randomness.Fresh("weights");
            Initialization.Reset(layer, generator);
        }

        var (left, right) = (input.clone().requires_grad_(true), input.clone().requires_grad_(true));
        var (expected, found) = (full.call(left), low.call(right));
        expected.square().sum().backward();
        found.to(torch.float32).square().sum().backward();

        AssertNear(found.to(torch.float32), expected);
        AssertNear(right.grad!, left.grad!);
        foreach (var (mine, theirs) in low.parameters().Zip(full.parameters()))
        {
            Assert.That(TensorAssert.Bytes(mine.detach()), Is.EqualTo(TensorAssert.Bytes(theirs.detach())));
            AssertNear(mine.grad!, theirs.grad!);
        }
    }

    /// <summary>By the norm: single numbers that cancel out have few right digits in bf16.</summary>
    private static void AssertNear(torch.Tensor found, torch.Tensor expected, double tolerance = Bf16, string what = "")
    {
        var error = ((found - expected).norm() / (expected.norm() + 1e-6)).item<float>();
        Assert.That(error, Is.LessThan(tolerance), what);
    }
}
