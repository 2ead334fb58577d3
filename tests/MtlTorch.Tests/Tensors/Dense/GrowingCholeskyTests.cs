using MtlTorch.Tensors.Dense;
using MtlTorch.Tests.Balancing.Gradients;

namespace MtlTorch.Tests.Tensors.Dense;

public sealed class GrowingCholeskyTests
{
    [Test]
    public void TheSolutionSolvesTheEquations() => Properties.Hold(Jacobian.Typical(), jacobian =>
    {
        var gramian = jacobian.Gramian().ToArray();
        var solution = GrowingCholesky.Solve(gramian, jacobian.Losses, 1e-12)!;

        Assert.That(DenseAlgebra.Times(gramian, solution), Is.EqualTo(jacobian.Losses).Within(1e-13 * jacobian.Size(solution) * jacobian.Size(jacobian.Losses)));
    });

    [Test]
    public void WhatIsRemovedWasNeverThere() => Properties.Hold(Jacobian.Typical(3), jacobian =>
    {
        var gramian = jacobian.Gramian().ToArray();
        var (grown, direct) = (new GrowingCholesky(gramian, 1e-12), new GrowingCholesky(gramian, 1e-12));
        foreach (var i in new[] { 0, 1, 2 })
        {
            grown.TryAdd(i);
        }

        grown.Remove(0);
        direct.TryAdd(1);
        direct.TryAdd(2);

        Assert.That(grown.Chosen, Is.EqualTo(direct.Chosen));
        Assert.That(grown.Solve(jacobian.Losses), Is.EqualTo(direct.Solve(jacobian.Losses)));
    });

    [TestCase(1)]
    [TestCase(1e-9)]
    [TestCase(1e9)]
    public void ADependentRowIsRefusedWhateverItsScale(double scale) => Properties.Hold(Jacobian.Typical(2), jacobian =>
    {
        var sum = jacobian.Rows[0].Zip(jacobian.Rows[1], (a, b) => scale * (a + b)).ToArray();
        var cholesky = new GrowingCholesky(new Jacobian([jacobian.Rows[0], jacobian.Rows[1], sum]).Gramian().ToArray(), 1e-13);

        Assert.That(new[] { cholesky.TryAdd(0), cholesky.TryAdd(1), cholesky.TryAdd(2) }, Is.EqualTo(new[] { true, true, false }));
    });

    [Test]
    public void ASmallRowThatDependsOnNoneIsTaken()
    {
        var cholesky = new GrowingCholesky(new double[,] { { 1e20, 0 }, { 0, 1e-20 } }, 1e-13);

        Assert.That(cholesky.TryAdd(0) && cholesky.TryAdd(1), Is.True);
    }

    [Test]
    public void AZeroRowIsRefused() => Assert.That(new GrowingCholesky(new double[,] { { 0 } }, 1e-13).TryAdd(0), Is.False);
}
