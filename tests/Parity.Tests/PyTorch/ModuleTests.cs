using Parity.Tests.Support;
using static TorchSharp.torch.nn;

namespace Parity.Tests.PyTorch;

/// <summary>Modules with odd options: output, gradients of the inputs and of the parameters, buffers afterwards.</summary>
public sealed class ModuleTests
{
    private static readonly Golden Recorded = Golden.Read("modules");

    private static Tensor Rows => Pattern.Of(0, 5, 3);
    private static Tensor Images => Pattern.Of(0, 2, 3, 7, 8);

    private static readonly Dictionary<string, (Func<Module<Tensor, Tensor>> Make, Tensor Input)> Cases = new()
    {
        ["linear"] = (() => Linear(5, 3), Pattern.Of(0, 4, 5)),
        ["linear without bias"] = (() => Linear(5, 3, hasBias: false), Pattern.Of(0, 2, 4, 5)),
        ["conv1d"] = (() => Conv1d(4, 6, 3, stride: 2, padding: 1, dilation: 2, groups: 2), Pattern.Of(0, 2, 4, 11)),
        ["conv1d reflecting"] = (() => Conv1d(2, 3, 3, padding: 2, padding_mode: PaddingModes.Reflect), Pattern.Of(0, 2, 2, 7)),
        ["conv1d same"] = (() => Conv1d(2, 3, 4, Padding.Same, bias: false), Pattern.Of(0, 2, 2, 7)),
        ["conv2d"] = (() => Conv2d(2, 4, 3, stride: 2, padding: 1, groups: 2), Pattern.Of(0, 2, 2, 7, 8)),
        ["conv2d of unequal sides"] = (
            () => Conv2d(2, 3, (3, 2), stride: (2, 1), padding: (2, 1), dilation: (1, 2), bias: false), Pattern.Of(0, 2, 2, 7, 6)),
        ["conv2d same"] = (() => Conv2d(2, 3, 3, Padding.Same, dilation: 2), Pattern.Of(0, 1, 2, 6, 5)),
        ["conv2d circular"] = (() => Conv2d(1, 2, 3, padding: 1, padding_mode: PaddingModes.Circular), Pattern.Of(0, 1, 1, 4, 5)),
        ["conv2d replicating, one sample"] = (
            () => Conv2d(1, 2, 3, padding: 1, padding_mode: PaddingModes.Replicate), Pattern.Of(0, 1, 4, 5)),
        ["conv_transpose2d"] = (
            () => ConvTranspose2d(4, 6, 3, stride: 2, padding: 1, output_padding: 1, groups: 2), Pattern.Of(0, 2, 4, 3, 4)),
        ["conv_transpose2d of unequal sides"] = (
            () => ConvTranspose2d(2, 3, (3, 2), stride: (1, 2), dilation: (2, 1), bias: false), Pattern.Of(0, 1, 2, 4, 3)),
        ["batch_norm1d of rows"] = (() => BatchNorm1d(3), Rows),
        ["batch_norm1d of sequences"] = (() => BatchNorm1d(3, eps: 1e-2, momentum: 0.3), Pattern.Of(0, 2, 3, 4)),
        ["batch_norm1d not affine"] = (() => BatchNorm1d(3, affine: false), Rows),
        ["batch_norm1d not tracking"] = (() => Evaluating(BatchNorm1d(3, track_running_stats: false)), Rows),
        ["batch_norm2d"] = (() => BatchNorm2d(3), Pattern.Of(0, 2, 3, 4, 5)),
        ["batch_norm2d evaluating"] = (() => Evaluating(BatchNorm2d(3)), Pattern.Of(0, 2, 3, 4, 5)),
        ["layer_norm"] = (() => LayerNorm(6, eps: 1e-3), Pattern.Of(0, 4, 6)),
        ["layer_norm over two dimensions"] = (() => LayerNorm([3, 4]), Pattern.Of(0, 2, 3, 4)),
        ["layer_norm not affine"] = (() => LayerNorm([4], elementwise_affine: false), Pattern.Of(0, 2, 3, 4)),
        ["group_norm"] = (() => GroupNorm(2, 6), Pattern.Of(0, 2, 6, 3)),
        ["group_norm not affine"] = (() => GroupNorm(3, 6, eps: 0.1, affine: false), Pattern.Of(0, 2, 6, 2, 2)),
        ["max_pool2d"] = (() => MaxPool2d(3, stride: 2, padding: 1, dilation: 1, ceil_mode: true), Images),
        ["max_pool2d dilated"] = (() => MaxPool2d((2, 3), dilation: (2, 1)), Images),
        ["avg_pool2d"] = (() => AvgPool2d(3, stride: 2, padding: 1, count_include_pad: false), Images),
        ["avg_pool2d divided"] = (() => AvgPool2d((2, 3), ceil_mode: true, divisor_override: 5), Images),
        ["adaptive_avg_pool2d"] = (() => AdaptiveAvgPool2d((3, 2)), Images),
        ["upsample to the nearest"] = (() => Upsample(scale_factor: [2, 1.5]), Images),
        ["upsample bilinear"] = (() => Upsample(size: [9, 5], mode: UpsampleMode.Bilinear, align_corners: true), Images),
        ["upsample bicubic"] = (() => Upsample(scale_factor: [2, 3], mode: UpsampleMode.Bicubic), Images),
        ["upsample linear"] = (() => Upsample(scale_factor: [2.5], mode: UpsampleMode.Linear), Pattern.Of(0, 2, 3, 4)),
        ["upsample trilinear"] = (() => Upsample(size: [3, 4, 2], mode: UpsampleMode.Trilinear), Pattern.Of(0, 1, 2, 2, 3, 4)),
        ["flatten"] = (() => Flatten(), Images),
        ["flatten from the second to the third"] = (() => Flatten(1, 2), Images),
        ["unflatten"] = (() => Unflatten(1, [2, 3]), Pattern.Of(0, 4, 6)),
        ["identity"] = (() => Identity(), Pattern.Of(0, 2, 3)),
        ["dropout evaluating"] = (() => Evaluating(Dropout(0.9)), Pattern.Of(0, 2, 3)),
        ["dropout2d evaluating"] = (() => Evaluating(Dropout2d(0.9)), Images),
        ["sequential"] = (
            () => Sequential(Linear(6, 5), GELU(), Sequential(Linear(5, 4), BatchNorm1d(4), Tanh()), Linear(4, 2)), Pattern.Of(0, 5, 6)),
    };

    private static readonly Dictionary<string, Func<Module<Tensor, Tensor>>> Activations = new()
    {
        ["relu"] = () => ReLU(),
        ["leaky_relu"] = () => LeakyReLU(),
        ["leaky_relu steep"] = () => LeakyReLU(0.3),
        ["elu"] = () => ELU(),
        ["elu low"] = () => ELU(0.4),
        ["gelu"] = () => GELU(),
        ["silu"] = () => SiLU(),
        ["tanh"] = () => Tanh(),
        ["sigmoid"] = () => Sigmoid(),
        ["softplus"] = () => Softplus(),
        ["softplus sharp"] = () => Softplus(3, 1),
        ["softmax"] = () => Softmax(1),
        ["log_softmax"] = () => LogSoftmax(0),
    };

    private static IEnumerable<string> Names => Cases.Keys;

    private static IEnumerable<string> ActivationNames => Activations.Keys;

    [Test]
    public void All_that_is_recorded_is_tested()
        => Assert.That(Names.Concat(ActivationNames).Concat(EmbeddingTests.Names), Is.EquivalentTo(Recorded.Names));

    [TestCaseSource(nameof(Names))]
    public void Modules_follow_PyTorch(string name)
    {
        using var module = Cases[name].Make();
        Recorded.ShouldBe(name, ModuleObservation.Of(module, x => module.call(x), Cases[name].Input.clone().requires_grad_()));
    }

    /// <summary>On inputs spread over the range where activations bend.</summary>
    [TestCaseSource(nameof(ActivationNames))]
    public void Activations_follow_PyTorch(string name)
    {
        using var module = Activations[name]();
        Recorded.ShouldBe(name, ModuleObservation.Of(module, x => module.call(6 * x), Pattern.Of(0, 4, 6).requires_grad_()));
    }

    private static T Evaluating<T>(T module)
        where T : Module
    {
        module.eval();
        return module;
    }
}
