namespace MtlTorch.Clustering;

/// <summary>Rows moved to their mean: squared distances by way of inner products lose digits far from zero.</summary>
internal sealed class Centered
{
    /// <param name="rows">Rows [N, D]; a copy is kept.</param>
    public Centered(torch.Tensor rows)
    {
        Origin = Mean(rows);
        Rows = rows - Origin;
    }

    /// <summary>The mean row [D].</summary>
    public torch.Tensor Origin { get; }

    /// <summary>The rows less their mean [N, D].</summary>
    public torch.Tensor Rows { get; }

    /// <summary>The mean of the numbers' variances.</summary>
    public double MeanVariance()
    {
        using var scope = torch.NewDisposeScope();
        return BlockSum(Rows, block => block.square()).sum().item<double>() / Rows.numel();
    }

    /// <summary>The mean row [D].</summary>
    public static torch.Tensor Mean(torch.Tensor rows)
    {
        using var scope = torch.NewDisposeScope();
        return (BlockSum(rows, block => block) / rows.size(0)).to(rows.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Sum over the rows in double precision, Float64 [D], without a copy of all of them in it.</summary>
    private static torch.Tensor BlockSum(torch.Tensor rows, Func<torch.Tensor, torch.Tensor> of)
    {
        using var scope = torch.NewDisposeScope();
        var sum = torch.zeros([rows.size(1)], torch.float64, rows.device);
        foreach (var (start, count) in RowMatrix.Blocks(rows, rows.size(1), 1 << 22))
        {
            using var block = torch.NewDisposeScope();
            sum.add_(of(rows.narrow(0, start, count)).sum(dim: 0, type: torch.float64));
        }

        return sum.MoveToOuterDisposeScope();
    }
}
