using MtlTorch.Data;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Ensembles.Averaging;

/// <summary>Measures the statistics of batch normalization anew: those of averaged weights are not the average of those of the weights.</summary>
[Paper("Izmailov et al. 2018, Averaging Weights Leads to Wider Optima and Better Generalization", "https://arxiv.org/abs/1803.05407", Place = "section 3.2")]
public static class NormalizationStatistics
{
    /// <summary>
    /// Sets means and variances to their means over the batches of one pass through the rows, which are shuffled as in training: rows that lie sorted in their file would
    /// vary less within a batch. Everything else computes as in evaluation.
    /// </summary>
    /// <param name="model">The model; it is left in evaluation mode.</param>
    /// <param name="train">The training rows, on the model's device.</param>
    /// <param name="batchSize">Rows per batch, as in training.</param>
    /// <returns>Number of normalizations; nothing is computed where there is none.</returns>
    public static int Measure(MultiTaskModel model, Split train, int batchSize)
    {
        using var frozen = no_grad();
        model.eval();
        var layers = model.modules().OfType<BatchNorm2d>().ToList();
        if (layers.Count == 0)
        {
            return 0;
        }

        layers.ForEach(layer => layer.train());
        using var scope = NewDisposeScope();
        var sums = layers.Select(layer => (Mean: zeros_like(layer.running_mean), Variance: zeros_like(layer.running_var))).ToList();
        var batches = Math.Max(1, train.Rows / batchSize);
        var order = Shuffled(train);
        for (var batch = 0L; batch < batches; batch++)
        {
            using var inner = NewDisposeScope();
            layers.ForEach(Clear);
            model.call(train.Inputs.index_select(0, order.narrow(0, batch * batchSize, Math.Min(batchSize, train.Rows))));
            for (var i = 0; i < layers.Count; i++)
            {
                sums[i].Mean.add_(layers[i].running_mean);
                sums[i].Variance.add_(layers[i].running_var);
            }
        }

        for (var i = 0; i < layers.Count; i++)
        {
            // After a step from zero the running statistics are the batch's times the momentum.
            layers[i].running_mean.copy_(sums[i].Mean / (batches * Momentum));
            layers[i].running_var.copy_(sums[i].Variance / (batches * Momentum));
        }

        model.eval();
        return layers.Count;
    }

    /// <summary>PyTorch's default, with which all models are built.</summary>
    private const double Momentum = 0.1;

    private static Tensor Shuffled(Split train)
    {
        using var randomness = new Randomness(1);
        using var generator = randomness.Fresh("normalization statistics");
        using var order = randperm(train.Rows, int64, CPU, generator: generator);
        return order.to(train.Inputs.device, copy: true);
    }

    private static void Clear(BatchNorm2d layer)
    {
        layer.running_mean.zero_();
        layer.running_var.zero_();
    }
}
