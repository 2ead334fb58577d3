using MtlTorch.Clustering;
using MtlTorch.Tensors;

namespace MtlTorch.Training.Probing;

/// <summary>
/// The rows that a probe is fitted to, as the fit sees them: block by block in double precision, less their mean, and scaled if asked for. With
/// free biases the mean changes nothing of the optimum, and much of the way there.
/// </summary>
internal sealed class FeatureRows
{
    /// <summary>Numbers of a block, 8 bytes each.</summary>
    private const long BlockElements = 1 << 22;

    private readonly torch.Tensor features;

    /// <param name="features">Features [N, F], kept.</param>
    /// <param name="standardize">Whether each feature is scaled to deviation 1; one that never varies stays as it is.</param>
    /// <exception cref="ArgumentException">They are no matrix of finite numbers.</exception>
    public FeatureRows(torch.Tensor features, bool standardize)
    {
        if (features.dim() != 2 || features.numel() == 0)
        {
            throw new ArgumentException($"A probe needs features [N, F]; these are {ShapeText.Format(features.shape)}.", nameof(features));
        }

        this.features = features;
        (Mean, Scale) = (torch.zeros([Width], torch.float64, Device), torch.ones([Width], torch.float64, Device));
        Mean = SumOf(rows => rows) / Count;
        if (!Mean.isfinite().all().item<bool>())
        {
            throw new ArgumentException("A feature is infinite or NaN in some row; no linear model can be fitted to that.", nameof(features));
        }

        if (standardize)
        {
            var deviation = (SumOf(rows => rows.square()) / Count).sqrt();

            // What remains of equal numbers after rounding is no variation.
            Scale = torch.where(deviation.gt(Mean.abs() * 1e-7), deviation.reciprocal(), torch.ones_like(deviation));
        }
    }

    /// <summary>Number of rows.</summary>
    public long Count => features.size(0);

    /// <summary>Number of features.</summary>
    public long Width => features.size(1);

    public torch.Device Device => features.device;

    /// <summary>Mean of each feature, Float64 [F].</summary>
    public torch.Tensor Mean { get; }

    /// <summary>Factor of each feature, Float64 [F].</summary>
    public torch.Tensor Scale { get; }

    /// <summary>Goes through the rows.</summary>
    /// <param name="use">Gets a block of rows, Float64 [B, F], and the number of its first row; what it makes is disposed of afterwards.</param>
    public void ForEach(Action<torch.Tensor, long> use)
    {
        foreach (var (start, count) in RowMatrix.Blocks(features, Width, BlockElements))
        {
            using var scope = torch.NewDisposeScope();
            use(features.narrow(0, start, count).sub(Mean).mul_(Scale), start);
        }
    }

    private torch.Tensor SumOf(Func<torch.Tensor, torch.Tensor> function)
    {
        var sum = torch.zeros_like(Mean);
        ForEach((rows, _) => sum.add_(function(rows).sum(dim: 0)));
        return sum;
    }
}
