using static TorchSharp.torch.nn;

namespace SystemTorch.Tests.Lifetimes;

/// <summary>A call of a module leaves its output and nothing else, and a disposed module leaves nothing.</summary>
public sealed class ModuleLifetimeTests
{
    private static readonly Dictionary<string, Func<Module<Tensor, Tensor>>> Images = new()
    {
        ["conv"] = () => Conv2d(4, 2, 3, padding: 1),
        ["conv reflecting"] = () => Conv2d(4, 2, 3, padding: 1, padding_mode: PaddingModes.Reflect),
        ["conv circular"] = () => Conv2d(4, 2, (3, 2), padding: (1, 1), padding_mode: PaddingModes.Circular),
        ["conv transposed"] = () => ConvTranspose2d(4, 2, 3),
        ["batch norm"] = () => BatchNorm2d(4),
        ["batch norm not tracking"] = () => BatchNorm2d(4, track_running_stats: false),
        ["group norm"] = () => GroupNorm(2, 4),
        ["layer norm"] = () => LayerNorm(5),
        ["max pool"] = () => MaxPool2d(2),
        ["average pool"] = () => AvgPool2d(2),
        ["adaptive pool"] = () => AdaptiveAvgPool2d(2),
        ["upsample"] = () => Upsample(scale_factor: [2, 2], mode: UpsampleMode.Bilinear),
        ["flatten"] = () => Flatten(),
        ["unflatten"] = () => Unflatten(1, [2, 2]),
        ["linear"] = () => Linear(5, 3),
        ["dropout"] = () => Dropout(0.5),
        ["dropout2d"] = () => Dropout2d(0.5),
        ["relu in place"] = () => ReLU(inplace: true),
        ["gelu"] = () => GELU(),
        ["softmax"] = () => Softmax(1),
        ["identity"] = () => Identity(),
        ["sequential"] = () => Sequential(Conv2d(4, 3, 3), BatchNorm2d(3), ReLU(), Dropout(), Flatten()),
        ["sequential of sequential"] = () => Sequential(Sequential(Linear(5, 5), Tanh()), Sequential(Tanh(), Linear(5, 5))),
    };

    private static readonly Dictionary<string, Func<Module<Tensor, Tensor, Tensor>>> Losses = new()
    {
        ["mse"] = () => MSELoss(),
        ["l1"] = () => L1Loss(),
        ["huber"] = () => HuberLoss(),
        ["smooth l1"] = () => SmoothL1Loss(),
        ["bce with logits"] = () => BCEWithLogitsLoss(),
        ["kl div"] = () => KLDivLoss(),
        ["cross entropy"] = () => CrossEntropyLoss(),
    };

    private static IEnumerable<string> ImageNames => Images.Keys;

    private static IEnumerable<string> LossNames => Losses.Keys;

    [TestCaseSource(nameof(ImageNames))]
    public void A_module_leaves_its_output(string name)
    {
        long atFirst = Live.CountAfterCollection();
        using (var module = Images[name]())
        using (var input = ones(2, 4, 5, 5))
            Assert.That(CountOf(() => module.call(input)), Is.EqualTo(1));
        Assert.That(LiveTensors.Count, Is.EqualTo(atFirst));
    }

    [TestCaseSource(nameof(LossNames))]
    public void A_loss_leaves_its_value(string name)
    {
        long atFirst = Live.CountAfterCollection();
        using (var loss = Losses[name]())
        using (var input = rand(4, 5))
        using (var target = rand(4, 5))
            Assert.That(CountOf(() => loss.call(input, target)), Is.EqualTo(1));
        Assert.That(LiveTensors.Count, Is.EqualTo(atFirst));
    }

    // How many tensors a call leaves, the result included.
    private static long CountOf(Func<Tensor> call)
    {
        long before = LiveTensors.Count;
        using var result = call();
        return LiveTensors.Count - before;
    }
}
