namespace MtlTorch.Data;

/// <summary>Which rows of a target have a label. A missing class is -1, a missing row of real numbers NaN.</summary>
public static class Labels
{
    /// <summary>The class number of a row whose class is not known.</summary>
    public const long MissingClass = -1;

    /// <summary>Which rows have a label, Bool [N], on the target's device. A row of real numbers has one if none of them is NaN.</summary>
    /// <param name="target">Int64 [N] for classes, Float32 [N, width] for real numbers.</param>
    public static torch.Tensor Present(torch.Tensor target)
    {
        using var scope = torch.NewDisposeScope();
        if (!target.is_floating_point())
        {
            return target.ge(0).MoveToOuterDisposeScope();
        }

        var missing = target.isnan();
        return (missing.dim() > 1 ? missing.flatten(1).any(1) : missing).logical_not().MoveToOuterDisposeScope();
    }

    /// <summary>Numbers of the rows that have a label, ascending.</summary>
    /// <param name="target">As in <see cref="Present"/>.</param>
    public static long[] Rows(torch.Tensor target)
    {
        using var scope = torch.NewDisposeScope();
        return Present(target).nonzero().flatten().cpu().data<long>().ToArray();
    }

    /// <summary>Whether a row lacks its label.</summary>
    /// <param name="target">As in <see cref="Present"/>.</param>
    public static bool AnyMissing(torch.Tensor target)
    {
        using var scope = torch.NewDisposeScope();
        return !Present(target).all().item<bool>();
    }

    /// <summary>A copy of a target that keeps the labels of some rows alone.</summary>
    /// <param name="target">As in <see cref="Present"/>, on the CPU.</param>
    /// <param name="rows">Numbers of the rows that keep theirs.</param>
    public static torch.Tensor Keep(torch.Tensor target, long[] rows)
    {
        using var scope = torch.NewDisposeScope();
        var index = torch.tensor(rows);
        var kept = target.is_floating_point() ? torch.full_like(target, double.NaN) : torch.full_like(target, MissingClass);
        return kept.index_copy_(0, index, target.index_select(0, index)).MoveToOuterDisposeScope();
    }
}
