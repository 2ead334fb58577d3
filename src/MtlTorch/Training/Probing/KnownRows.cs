using MtlTorch.Data;

namespace MtlTorch.Training.Probing;

/// <summary>The rows that a probe can be fitted to or held against.</summary>
internal static class KnownRows
{
    /// <summary>The rows that have a label, with it; what came in, uncopied, where all have one.</summary>
    /// <param name="features">Features [N, F].</param>
    /// <param name="labels">Classes, Int64 [N], below 0 for none; or real numbers [N, K], NaN for none.</param>
    /// <exception cref="ArgumentException">There are not as many labels as rows, or none.</exception>
    public static (torch.Tensor Features, torch.Tensor Labels) Of(torch.Tensor features, torch.Tensor labels)
    {
        if (features.size(0) != labels.size(0))
        {
            throw new ArgumentException($"There are {features.size(0)} rows and {labels.size(0)} labels; each row needs one.", nameof(labels));
        }

        using var scope = torch.NewDisposeScope();
        var known = Labels.Present(labels);
        if (known.all().item<bool>())
        {
            return (features.alias().MoveToOuterDisposeScope(), labels.alias().MoveToOuterDisposeScope());
        }

        var index = known.nonzero().flatten();
        if (index.numel() == 0)
        {
            throw new ArgumentException("No row has a label; a probe needs some to be fitted to.", nameof(labels));
        }

        return (features.index_select(0, index).MoveToOuterDisposeScope(), labels.index_select(0, index).MoveToOuterDisposeScope());
    }

    /// <summary>Whether any row has a label.</summary>
    public static bool Any(torch.Tensor labels)
    {
        using var scope = torch.NewDisposeScope();
        return Labels.Present(labels).any().item<bool>();
    }
}
