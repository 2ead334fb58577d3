using static TorchSharp.torch.nn;

namespace SystemTorch.Tests.NN;

/// <summary>Arguments that modules check themselves, before LibTorch does.</summary>
public sealed class MisuseTests
{
    private static IEnumerable<TestCaseData<Action>> Mistakes()
    {
        yield return Case("bag of numbers", () => EmbeddingBag(3, 2).call(ones(2)));
        yield return Case("bag without offsets", () => EmbeddingBag(3, 2).call(tensor(new long[] { 1 })));
        yield return Case("rows with offsets", () => EmbeddingBag(3, 2).call(ones([2, 2], int64), tensor(new long[] { 0 })));
        yield return Case("cube of indices", () => EmbeddingBag(3, 2).call(ones([2, 2, 2], int64)));
        yield return Case("offsets of another type", () => EmbeddingBag(3, 2).call(ones([2], int64), tensor(new[] { 0 })));
        yield return Case("padding beyond the table", () => Embedding(3, 2, padding_idx: 5));
        yield return Case("channels of a convolution", () => Conv2d(2, 3, 3).call(ones(1, 3, 5, 5)));
        yield return Case("dimensions of a batch norm", () => BatchNorm1d(3).call(ones(2, 3, 4, 5)));
        yield return Case("dimensions of a batch norm 2d", () => BatchNorm2d(3).call(ones(2, 3, 4)));
        yield return Case("negative learning rate", () => optim.SGD(Linear(1, 1).parameters(), -1));
    }

    [TestCaseSource(nameof(Mistakes))]
    public void Mistakes_are_argument_exceptions(Action mistake) => Assert.That(mistake, Throws.InstanceOf<ArgumentException>());

    private static TestCaseData<Action> Case(string name, Action mistake)
        => new(mistake) { TestName = $"Mistakes_are_argument_exceptions: {name}" };
}
