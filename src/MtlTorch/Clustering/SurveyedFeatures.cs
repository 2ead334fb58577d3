using MtlTorch.Tasks;

namespace MtlTorch.Clustering;

/// <summary>What a task that clusters reads of all training rows at once.</summary>
internal static class SurveyedFeatures
{
    /// <summary>The features of all rows [N, D], which differ.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="task">Name of the task, for errors.</param>
    /// <exception cref="ClusteringFailedException">They are not finite, or all the same.</exception>
    public static torch.Tensor Of(SurveyedRows rows, string task)
    {
        using var scope = torch.NewDisposeScope();
        var features = Finite(Gather(rows.Passes.Select(p => p.Representation!.Features)), rows, task);
        if (features.eq(features[0]).all().item<bool>())
        {
            throw new ClusteringFailedException(task, rows.Epoch, $"the features of all {features.size(0)} rows are the same. The trunk's last units may be dead: use another activation, a linear end or a smaller learning rate, or begin at another startEpoch.");
        }

        return features.MoveToOuterDisposeScope();
    }

    /// <summary>The predictions of all rows [N, K].</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="task">Name of the task, for errors.</param>
    /// <exception cref="ClusteringFailedException">They are not finite.</exception>
    public static torch.Tensor Predictions(SurveyedRows rows, string task)
    {
        using var scope = torch.NewDisposeScope();
        return Finite(Gather(rows.Passes.Select(p => p.Prediction)), rows, task).MoveToOuterDisposeScope();
    }

    private static torch.Tensor Finite(torch.Tensor values, SurveyedRows rows, string task)
    {
        var bad = values.isfinite().all(1).logical_not().sum().item<long>();
        return bad == 0
            ? values
            : throw new ClusteringFailedException(task, rows.Epoch, $"the features of {bad} of {values.size(0)} rows are infinite or NaN. A smaller learning rate, a warm-up or trainer.clipNorm may help; inputs that are not finite have the same effect.");
    }

    /// <summary>One tensor of all batches; each is copied, because it is gone when the next is asked for.</summary>
    private static torch.Tensor Gather(IEnumerable<torch.Tensor> batches)
    {
        var copies = new List<torch.Tensor>();
        try
        {
            foreach (var batch in batches)
            {
                copies.Add(batch.detach().clone().DetachFromDisposeScope());
            }

            return torch.cat(copies);
        }
        finally
        {
            copies.ForEach(copy => copy.Dispose());
        }
    }
}
