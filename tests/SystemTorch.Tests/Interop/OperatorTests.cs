using System.Runtime.InteropServices;

namespace SystemTorch.Tests.Interop;

/// <summary>Calls that the generated wrappers never make end in exceptions too.</summary>
public sealed class OperatorTests
{
    private static readonly Operator Sum = new("sum", "dim_IntList");

    [Test]
    public void An_operator_that_LibTorch_lacks_is_named()
        => Assert.That(
            () => new Operator("no_such_operator", "here").Call(),
            Throws.TypeOf<NotSupportedException>().With.Message.EqualTo($"aten::no_such_operator.here is not in LibTorch {__version__}"));

    [Test]
    public void An_argument_of_the_wrong_kind_is_refused()
        => Assert.That(() => Sum.Call(ones(1), 1.5), Throws.TypeOf<ExternalException>());

    [Test]
    public void A_missing_argument_without_a_default_is_refused()
        => Assert.That(() => new Operator("mm").Call(ones(1, 1)), Throws.TypeOf<ExternalException>());

    [Test]
    public void An_argument_too_many_is_refused()
        => Assert.That(() => new Operator("mm").Call(ones(1, 1), ones(1, 1), 1), Throws.TypeOf<ExternalException>());

    [Test]
    public void A_default_can_be_asked_for()
    {
        using var summed = Sum.Call(ones(2, 3), new long[] { 1 }, Argument.SchemaDefault, Argument.None);
        Assert.That(summed.shape, Is.EqualTo(new long[] { 2 }));
    }

    /// <summary>Short lists are copied to the stack, long ones to the heap.</summary>
    [TestCase(1)]
    [TestCase(64)]
    [TestCase(65)]
    [TestCase(5000)]
    public void Lists_of_any_length_arrive(int length)
    {
        var parts = Enumerable.Range(0, length).Select(i => tensor(new[] { (float)i })).ToArray();
        using var joined = new Operator("cat").Call(Argument.Tensors(parts), 0);
        Assert.That(joined.data<float>().ToArray(), Is.EqualTo(Enumerable.Range(0, length).Select(i => (float)i)));
    }

    [TestCase("fro", 2.0)]
    [TestCase("nuc", 2.8284271247461903)]
    public void Texts_arrive(string order, double norm)
    {
        using var result = linalg.norm(eye(2, dtype: float64) * Math.Sqrt(2), order);
        Assert.That(result.item<double>(), Is.EqualTo(norm).Within(1e-12));
    }
}
