using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>Normalizes each feature over a batch; in evaluation, by running statistics.</summary>
public abstract class BatchNorm : NormBase
{
    private protected BatchNorm(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device device, ScalarType? dtype,
        string name)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
    {
    }

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        if (training && track_running_stats)
        {
            using var noGrad = no_grad();
            num_batches_tracked.add_(1);
        }
        bool useBatchStatistics = training || !track_running_stats;
        return F.batch_norm(input, running_mean, running_var, weight, bias, useBatchStatistics, WeightOfNewestBatch(), eps);
    }

    private double WeightOfNewestBatch()
    {
        if (momentum is { } given)
            return given;
        return training && track_running_stats ? 1.0 / num_batches_tracked.item<long>() : 0;
    }
}
