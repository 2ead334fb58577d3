namespace MtlTorch.Clustering;

/// <summary>The nearest of some centroids.</summary>
internal sealed class Nearest
{
    private readonly torch.Tensor minusTwice;
    private readonly torch.Tensor squares;

    /// <param name="centroids">Centroids [K, D]; they and the rows should lie around zero, or rounding outweighs small distances.</param>
    public Nearest(torch.Tensor centroids)
    {
        minusTwice = centroids.t() * -2;
        squares = centroids.to(torch.float64).square().sum(dim: 1).to(centroids.dtype);
    }

    /// <summary>The nearest centroid of each row, Int64 [B]; the first one of several. Makes B K numbers.</summary>
    /// <param name="rows">Rows [B, D].</param>
    public torch.Tensor Of(torch.Tensor rows) => squares.addmm(rows, minusTwice).argmin(1);

    /// <summary>The nearest centroid of each row, Int64 [N], wherever they lie: blocks of rows are moved to the centroids' mean.</summary>
    /// <param name="rows">Rows [N, D].</param>
    /// <param name="centroids">Centroids [K, D], of the rows' type and device.</param>
    /// <param name="blockElements">Largest number of distances held at a time.</param>
    public static torch.Tensor OfAll(torch.Tensor rows, torch.Tensor centroids, long blockElements)
    {
        using var scope = torch.NewDisposeScope();
        var origin = Centered.Mean(centroids);
        var nearest = new Nearest(centroids - origin);
        var labels = torch.empty([rows.size(0)], torch.int64, rows.device);
        foreach (var (start, count) in RowMatrix.Blocks(rows, centroids.size(0), blockElements))
        {
            using var block = torch.NewDisposeScope();
            labels.narrow(0, start, count).copy_(nearest.Of(rows.narrow(0, start, count) - origin));
        }

        return labels.MoveToOuterDisposeScope();
    }

    /// <summary>Squared distances of rows to the centroids that they are assigned to, Float64 [N], from the differences themselves.</summary>
    public static torch.Tensor Distances(torch.Tensor rows, torch.Tensor centroids, torch.Tensor labels, long blockElements)
    {
        using var scope = torch.NewDisposeScope();
        var distances = torch.empty([rows.size(0)], torch.float64, rows.device);
        foreach (var (start, count) in RowMatrix.Blocks(rows, rows.size(1), blockElements))
        {
            using var block = torch.NewDisposeScope();
            var differences = rows.narrow(0, start, count) - centroids.index_select(0, labels.narrow(0, start, count));
            distances.narrow(0, start, count).copy_(differences.square().sum(dim: 1, type: torch.float64));
        }

        return distances.MoveToOuterDisposeScope();
    }
}
