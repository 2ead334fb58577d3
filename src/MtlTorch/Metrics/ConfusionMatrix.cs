namespace MtlTorch.Metrics;

/// <summary>How often rows of one class are taken for another.</summary>
public static class ConfusionMatrix
{
    /// <summary>Counts of some rows, Float64 [K, K]: row k is the true class, column j the predicted one. Counts of disjoint rows add up.</summary>
    /// <param name="predicted">Predicted classes, Int64 [B].</param>
    /// <param name="target">True classes, Int64 [B].</param>
    /// <param name="classes">Number of classes K.</param>
    public static torch.Tensor Of(torch.Tensor predicted, torch.Tensor target, long classes)
    {
        using var scope = torch.NewDisposeScope();
        var counts = torch.zeros([classes * classes], torch.float64, predicted.device);
        counts.scatter_add_(0, target * classes + predicted, torch.ones([predicted.numel()], torch.float64, predicted.device));
        return counts.view(classes, classes).MoveToOuterDisposeScope();
    }
}
