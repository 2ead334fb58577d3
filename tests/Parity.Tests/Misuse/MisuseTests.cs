using System.Runtime.InteropServices;

namespace Parity.Tests.Misuse;

/// <summary>
/// The type of the exception that each misuse gives; TorchSharp gave the same (Expected/README.md). Misuse that ends its
/// process is left out.
/// </summary>
public sealed class MisuseTests
{
    private static IEnumerable<TestCaseData<Action>> RefusedByLibTorch()
    {
        yield return Case("add", () => _ = ones(2) + ones(3));
        yield return Case("view", () => ones(6).view(4));
        yield return Case("mm", () => ones(2, 3).mm(ones(2, 3)));
        yield return Case("bmm", () => ones(1, 2, 3).bmm(ones(1, 2, 3)));
        yield return Case("cat of shapes", () => cat(new[] { ones(2, 2), ones(3, 3) }));
        yield return Case("index", () => _ = ones(3)[5]);
        yield return Case("index_select", () => ones(3).index_select(0, tensor(new long[] { 9 })));
        yield return Case("gather", () => ones(3).gather(0, tensor(new long[] { 7 })));
        yield return Case("size", () => ones(2).size(4));
        yield return Case("narrow", () => ones(3).narrow(0, 2, 4));
        yield return Case("mean of integers", () => ones(3, int64).mean());
        yield return Case("einsum", () => einsum("ij,jk", ones(2, 3), ones(2, 3)));
        yield return Case("singular", () => linalg.solve(zeros(2, 2), ones(2)));
        yield return Case("eigh", () => linalg.eigh(ones(2, 3)));
    }

    private static IEnumerable<TestCaseData<Action>> RefusedByLibTorchInNetworks()
    {
        yield return Case("linear", () => F.linear(ones(2, 3), ones(4, 2)));
        yield return Case("conv2d", () => F.conv2d(ones(1, 2, 5, 5), ones(2, 1, 3, 3)));
        yield return Case("cross_entropy", () => F.cross_entropy(ones(2, 3), tensor(new long[] { 0, 5 })));
        yield return Case("embedding", () => nn.Embedding(3, 2).call(tensor(new long[] { 5 })));
        yield return Case("one_hot", () => F.one_hot(tensor(new long[] { 3 }), 2));
        yield return Case("bce", () => F.binary_cross_entropy_with_logits(ones(2), ones(3)));
        yield return Case("dropout", () => F.dropout(ones(2), 1.5));
        yield return Case("backward without a graph", () => ones(1).backward());
        yield return Case("backward twice", BackwardTwice);
        yield return Case("requires_grad of integers", () => ones(1, int64).requires_grad_());
        yield return Case("a leaf changed in place", () => ones(2, requires_grad: true).add_(1));
        yield return Case("state of another shape", () => Load(("weight", ones(3, 2)), ("bias", ones(2))));
    }

    private static IEnumerable<TestCaseData<Action>> WrongArguments()
    {
        yield return Case("cat of nothing", () => cat(Array.Empty<Tensor>()));
        yield return Case("channels of a module", () => nn.Conv2d(1, 2, 3).call(ones(1, 2, 5, 5)));
        yield return Case("dimensions of a batch norm", () => nn.BatchNorm2d(3).call(ones(2, 3)));
        yield return Case("item of many", () => ones(2).item<float>());
        yield return Case("item of another type", () => ones(1).item<double>());
        yield return Case("data of another type", () => ones(1).data<double>());
        yield return Case("an unknown device", () => device("nonsense"));
        yield return Case("sizes that do not fit the values", () => tensor(new float[] { 1, 2 }, [3]));
    }

    private static IEnumerable<TestCaseData<Action>> InvalidOperations()
    {
        yield return Case("metadata of a disposed tensor", () => Disposed().numel());
        yield return Case("operator on a disposed tensor", () => _ = Disposed() + 1);
        yield return Case("an incomplete state", () => Load(("weight", ones(2, 2))));
    }

    [TestCaseSource(nameof(RefusedByLibTorch))]
    [TestCaseSource(nameof(RefusedByLibTorchInNetworks))]
    public void LibTorch_s_refusals_are_external_exceptions(Action misuse)
        => Assert.That(misuse, Throws.TypeOf<ExternalException>());

    [TestCaseSource(nameof(WrongArguments))]
    public void Wrong_arguments_are_argument_exceptions(Action misuse)
        => Assert.That(misuse, Throws.TypeOf<ArgumentException>());

    [TestCaseSource(nameof(InvalidOperations))]
    public void What_cannot_be_done_now_is_an_invalid_operation(Action misuse)
        => Assert.That(misuse, Throws.TypeOf<InvalidOperationException>());

    [Test]
    public void A_missing_tensor_is_a_null_reference()
        => Assert.That(() => ones(1).add((Tensor)null!), Throws.TypeOf<NullReferenceException>());

    [Test]
    public void The_library_works_on_after_a_refusal()
    {
        Assert.That(() => ones(6).view(4), Throws.TypeOf<ExternalException>());
        Assert.That((ones(1) + ones(1)).item<float>(), Is.EqualTo(2));
    }

    private static TestCaseData<Action> Case(string name, Action misuse) => new(misuse) { TestName = $"Misuse: {name}" };

    private static void BackwardTwice()
    {
        var w = ones(1, requires_grad: true);
        var loss = (w * w).sum();
        loss.backward();
        loss.backward();
    }

    private static Tensor Disposed()
    {
        var gone = ones(1);
        gone.Dispose();
        return gone;
    }

    private static void Load(params (string Name, Tensor Value)[] state)
        => nn.Linear(2, 2).load_state_dict(state.ToDictionary(entry => entry.Name, entry => entry.Value));
}
