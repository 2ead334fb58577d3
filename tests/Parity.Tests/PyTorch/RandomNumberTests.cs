using Parity.Tests.Support;
using static TorchSharp.torch.nn.init;

namespace Parity.Tests.PyTorch;

/// <summary>Draws from a seed: by the global generator, by one's own, and as initial weights.</summary>
public sealed class RandomNumberTests
{
    private static readonly Golden Recorded = Golden.Read("random_numbers");

    private static readonly Dictionary<string, Func<object>> Draws = new()
    {
        ["rand"] = () => rand(3, 7),
        ["randn"] = () => randn(3, 7),
        ["randn of doubles"] = () => randn(5, float64),
        ["randint"] = () => randint(-4, 9, new long[] { 11 }),
        ["randperm"] = () => randperm(30),
        ["bernoulli"] = () => bernoulli(full([20], 0.3f)),
        ["dropout"] = () => F.dropout(ones(20), 0.4),
        ["own generator"] = FromOwnGenerator,
        ["uniform_"] = () => uniform_(empty(6, 4, 3), -1, 3),
        ["normal_"] = () => normal_(empty(6, 4, 3), 2, 0.1),
        ["xavier_uniform_"] = () => xavier_uniform_(empty(6, 4, 3), 1.5),
        ["xavier_normal_"] = () => xavier_normal_(empty(6, 4, 3)),
        ["kaiming_uniform_"] = () => kaiming_uniform_(empty(6, 4, 3), a: 0.3),
        ["kaiming_normal_"] = () => kaiming_normal_(empty(6, 4, 3), mode: FanInOut.FanOut, nonlinearity: NonlinearityType.ReLU),
        ["gains"] = Gains,
        ["linear"] = () => nn.Linear(4, 3).parameters(),
        ["conv2d"] = () => nn.Conv2d(4, 6, (2, 3), groups: 2).parameters(),
        ["conv_transpose2d"] = () => nn.ConvTranspose2d(2, 3, 3).parameters(),
        ["embedding"] = () => nn.Embedding(5, 3, padding_idx: 1).parameters(),
        ["embedding_bag"] = () => nn.EmbeddingBag(5, 3).parameters(),
    };

    private static IEnumerable<string> Names => Recorded.Names;

    [TestCaseSource(nameof(Names))]
    public void Draws_follow_PyTorch(string name)
    {
        if (name is "dropout" or "own generator")
            Support.Draws.AssumeTheRecordedKernels();
        manual_seed(20);
        Recorded.ShouldBe(name, Draws[name]());
    }

    private static object FromOwnGenerator()
    {
        using var generator = new Generator(7);
        return new[]
        {
            randn([5], generator: generator), rand([5], generator: generator), randint(3, 9, new long[] { 5 }, generator: generator),
            randperm(6, generator: generator), empty(4).uniform_(-1, 2, generator), empty(4).normal_(1, 3, generator),
            empty(6).bernoulli_(0.3, generator), empty(4).exponential_(2, generator),
        };
    }

    private static object Gains()
    {
        NonlinearityType[] plain =
            [NonlinearityType.Linear, NonlinearityType.Conv2D, NonlinearityType.Sigmoid, NonlinearityType.Tanh, NonlinearityType.ReLU];
        return plain.Select(kind => calculate_gain(kind)).Append(calculate_gain(NonlinearityType.LeakyReLU, 0.2)).ToList();
    }
}
