namespace Parity.Tests.Support;

/// <summary>Which numbers LibTorch draws from a seed.</summary>
public static class Draws
{
    /// <summary>
    /// Makes a test inconclusive on a LibTorch whose bernoulli_ leaves the drawing to MKL. There bernoulli_ and exponential_,
    /// and with them dropout and multinomial, give other numbers than the recorded ones and consume another part of the
    /// generator's. Elsewhere an element is one where a uniform number in double precision is below its probability.
    /// </summary>
    public static void AssumeTheRecordedKernels()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var drawn = empty(64).bernoulli_(0.3).to(ScalarType.Bool);
        manual_seed(1);
        var expected = empty(64, float64).uniform_(0, 1).lt(0.3);
        Assume.That(drawn.eq(expected).all().item<bool>(), "this LibTorch draws bernoulli_ with MKL");
    }
}
