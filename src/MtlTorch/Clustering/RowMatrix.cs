using MtlTorch.Tensors;

namespace MtlTorch.Clustering;

/// <summary>Rows to be clustered, and how they are gone through.</summary>
internal static class RowMatrix
{
    /// <summary>Numbers of a block that stay in a core's cache while it is gone through twice.</summary>
    private const long CachedElements = 1 << 18;

    /// <summary>The rows in Float32 or Float64, cut loose from any graph.</summary>
    /// <exception cref="ArgumentException">They are not a matrix of finite numbers.</exception>
    public static torch.Tensor Check(torch.Tensor rows)
    {
        if (rows.dim() != 2 || rows.size(1) == 0)
        {
            throw new ArgumentException($"Clustering needs rows [N, D]; these are {ShapeText.Format(rows.shape)}. Flatten each row to a list of numbers.", nameof(rows));
        }

        using var scope = torch.NewDisposeScope();
        var numbers = rows.detach().to(rows.dtype == torch.float64 ? torch.float64 : torch.float32);

        // Any number that is not finite makes its row's sum so, and sums are cheaper than a mask of all elements. A finite row may overflow too: then look closer.
        if (!numbers.sum(dim: 1).isfinite().all().item<bool>())
        {
            var bad = numbers.isfinite().all(1).logical_not().nonzero().flatten();
            if (bad.numel() > 0)
            {
                throw new ArgumentException($"Row {bad[0].item<long>()} holds a number that is infinite or NaN ({bad.numel()} such rows); leave such rows out.", nameof(rows));
            }
        }

        return numbers.MoveToOuterDisposeScope();
    }

    /// <summary>The numbers of consecutive rows, block by block.</summary>
    /// <param name="rows">Rows [N, D].</param>
    /// <param name="width">Numbers that are made for each row of a block.</param>
    /// <param name="elements">Largest size of what is made for a block.</param>
    public static IEnumerable<(long Start, long Count)> Blocks(torch.Tensor rows, long width, long elements)
    {
        var size = Math.Max(1, elements / width);
        if (rows.device_type == DeviceType.CPU)
        {
            size = Math.Min(size, Math.Max(64, torch.get_num_threads() * CachedElements / rows.size(1)));
        }

        for (long start = 0; start < rows.size(0); start += size)
        {
            yield return (start, Math.Min(size, rows.size(0) - start));
        }
    }
}
