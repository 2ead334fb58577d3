using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders.Sparsity;

/// <summary>
/// A moving average in two buffers: the plain mean of all values at first, and from step 1/(1 - momentum) on an exponential one. So it
/// is never drawn to the zeros that it began with.
/// </summary>
internal static class MovingMean
{
    /// <summary>The average after another value, as a new tensor.</summary>
    public static Tensor With(Tensor average, Tensor count, Tensor value, double momentum)
    {
        using var scope = NewDisposeScope();
        var weight = Math.Max(1 - momentum, 1.0 / (count.Whole() + 1));
        return (average + (value.detach() - average) * weight).MoveToOuterDisposeScope();
    }

    /// <summary>Takes another value in, in place.</summary>
    public static void Add(Tensor average, Tensor count, Tensor value, double momentum)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        average.copy_(With(average, count, value, momentum));
        count.add_(1);
    }
}
