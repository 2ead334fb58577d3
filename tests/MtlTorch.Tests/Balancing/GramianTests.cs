using MtlTorch.Balancing;

namespace MtlTorch.Tests.Balancing;

public sealed class GramianTests
{
    /// <summary>Short and long rows, few and many: products at once, in stretches, and in stretches with a rest.</summary>
    [Test, Combinatorial]
    public void ItHoldsTheInnerProducts([Values(1, 2, 5, 10, 24)] int tasks, [Values(1, 700, 40_000, 163_840)] int columns)
    {
        using var scope = torch.NewDisposeScope();
        var rows = TestPattern.Tensor([tasks, columns], 1);
        var exact = rows.to(torch.float64);
        var expected = TensorAssert.Doubles(exact.mm(exact.t()));

        var gramian = Gramian.Of(rows);

        Assert.That(gramian.ToArray().Cast<double>(), Is.EqualTo(expected).Within(1e-5 * expected.Max()));
    }

    [Test]
    public void ProductsOfTwoMatricesAreInTheirOrder()
    {
        using var scope = torch.NewDisposeScope();
        var (left, right) = (TestPattern.Tensor([10, 30_001], 1), TestPattern.Tensor([10, 30_001], 2));
        var expected = TensorAssert.Doubles(left.to(torch.float64).mm(right.to(torch.float64).t()));

        Assert.That(Gramian.Products(left, right).Cast<double>(), Is.EqualTo(expected).Within(1e-2));
    }
}
