using System.Runtime.InteropServices;

namespace SystemTorch.Tests.Interop;

/// <summary>Misuse that ends TorchSharp's process: here it is an exception, and the library works on.</summary>
public sealed class ProcessEndingErrorTests
{
    private static IEnumerable<TestCaseData<Action>> OfAutograd()
    {
        var w = ones(2, requires_grad: true);
        yield return Case("an unused input", () => autograd.grad([(w * 2).sum()], [ones(1, requires_grad: true)]));
        yield return Case("an output without a graph", () => autograd.grad([ones(1)], [w]));
        yield return Case("an output of several elements", () => autograd.grad([w * 2], [w]));
        yield return Case("a gradient of another shape", () => autograd.grad([w * 2], [w], [ones(3)]));
        yield return Case("a graph that is gone", GradTwice);
        yield return Case("no outputs", () => autograd.grad([], [w]));
    }

    private static IEnumerable<TestCaseData<Action>> OfOperators()
    {
        yield return Case("matmul of shapes", () => ones(2, 3).matmul(ones(2, 3)));
        yield return Case("var over a missing dimension", () => ones(2).var(5));
        yield return Case("var over missing dimensions", () => ones(2).var([3L, 4]));
        yield return Case("std over a missing dimension", () => ones(2).std(5));
        yield return Case("size of a missing dimension", () => ones(2).size(7));
        yield return Case("stride of a missing dimension", () => ones(2).stride(7));
        yield return Case("no threads", () => set_num_threads(0));
        yield return Case("elements of a sparse tensor", () => Sparse().data<float>().ToArray());
        yield return Case("a missing CUDA device", () => ones(1).to(new Device("cuda:77")));
    }

    [TestCaseSource(nameof(OfAutograd))]
    [TestCaseSource(nameof(OfOperators))]
    public void Errors_are_exceptions(Action misuse)
    {
        Assert.That(misuse, Throws.TypeOf<ExternalException>());
        Assert.That((ones(1) + ones(1)).item<float>(), Is.EqualTo(2));
    }

    [Test]
    public void Interpolation_says_what_is_wrong_with_its_arguments()
    {
        var image = ones(1, 1, 4, 4);
        Assert.Multiple(() =>
        {
            Assert.That(() => F.interpolate(image), Throws.ArgumentException);
            Assert.That(() => F.interpolate(image, [2, 2], [0.5, 0.5]), Throws.ArgumentException);
            Assert.That(() => F.interpolate(image, [2, 2, 2]), Throws.ArgumentException);
            Assert.That(() => F.interpolate(image, [2, 2], mode: InterpolationMode.Trilinear), Throws.ArgumentException);
            Assert.That(() => F.interpolate(image, [2, 2], align_corners: true), Throws.ArgumentException);
        });
    }

    private static TestCaseData<Action> Case(string name, Action misuse) => new(misuse) { TestName = $"Errors_are_exceptions: {name}" };

    private static void GradTwice()
    {
        var w = ones(1, requires_grad: true);
        var loss = (w * w).sum();
        autograd.grad([loss], [w]);
        autograd.grad([loss], [w]);
    }

    private static Tensor Sparse() => new Operator("to_sparse").Call(ones(2, 2));
}
