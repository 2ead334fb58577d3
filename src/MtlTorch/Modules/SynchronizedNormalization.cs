using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Modules;

/// <summary>Batch normalization over the rows of all replicas, with the parameters and running statistics of an ordinary layer.</summary>
internal static class SynchronizedNormalization
{
    private const double Epsilon = 1e-5;
    private const double Momentum = 0.1;

    /// <summary>Normalizes one replica's rows by mean and variance of the whole batch. All replicas have to, on the way back too.</summary>
    /// <param name="layer">The replica's layer, in training mode, with PyTorch's defaults.</param>
    /// <param name="x">The replica's rows [B, C, H, W].</param>
    /// <param name="batch">By which the replica learns of the other rows.</param>
    public static Tensor Of(BatchNorm2d layer, Tensor x, WholeBatch batch)
    {
        using var scope = NewDisposeScope();
        var mean = MeanOfBatch.apply(x.mean([0, 2, 3]), batch);
        var centered = x - Channels(mean);
        var variance = MeanOfBatch.apply(centered.square().mean([0, 2, 3]), batch);
        Remember(layer, mean, variance, (double)batch.Rows * x.size(2) * x.size(3));
        var scale = (variance + Epsilon).rsqrt() * layer.weight!;
        return (centered * Channels(scale) + Channels(layer.bias!)).MoveToOuterDisposeScope();
    }

    private static Tensor Channels(Tensor each) => each.view(1, -1, 1, 1);

    private static void Remember(BatchNorm2d layer, Tensor mean, Tensor variance, double count)
    {
        using var frozen = no_grad();
        layer.running_mean!.mul_(1 - Momentum).add_(mean, alpha: Momentum);
        layer.running_var!.mul_(1 - Momentum).add_(variance, alpha: Momentum * count / (count - 1));
    }

    /// <summary>m = Σ wᵣ mᵣ over the replicas, which all get it; so what comes back to mᵣ is wᵣ times the sum of what comes back to all of them.</summary>
    private sealed class MeanOfBatch : autograd.SingleTensorFunction<MeanOfBatch>
    {
        private const string Batch = "batch";

        public override string Name => nameof(MeanOfBatch);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var batch = (WholeBatch)vars[1];
            ctx.save_data(Batch, batch);
            return batch.Mean((Tensor)vars[0]);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var batch = (WholeBatch)ctx.get_data(Batch);
            try
            {
                return [batch.Mean(grad_output / batch.Share) * batch.Share];
            }
            catch (BrokenExchangeException)
            {
                // The step is lost, and who broke the exchange says why. TorchSharp ends the process at an exception here.
                return [zeros_like(grad_output)];
            }
        }
    }
}
