using MtlTorch.Tensors;

namespace MtlTorch.Tests.Clustering;

/// <summary>Rows in round groups that anybody can tell apart.</summary>
internal static class Blobs
{
    /// <summary>Rows [N, D] in Float32 and the group of each, Int64 [N]; the groups take turns.</summary>
    /// <param name="rows">N.</param>
    /// <param name="groups">Number of groups, up to D; group k lies at distance <paramref name="distance"/> along axis k.</param>
    /// <param name="width">D.</param>
    /// <param name="distance">In standard deviations of a group.</param>
    /// <param name="seed">Draws the rows.</param>
    public static (torch.Tensor Rows, torch.Tensor Groups) Draw(int rows, int groups, int width = 8, double distance = 20, long seed = 1)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = Generator(seed);
        var labels = torch.arange(rows, torch.int64) % groups;
        var centers = torch.eye(groups, width) * distance;
        var points = torch.randn([rows, width], torch.float32, generator: generator) + centers.index_select(0, labels);
        return (points.MoveToOuterDisposeScope(), labels.MoveToOuterDisposeScope());
    }

    /// <summary>A generator for one clustering.</summary>
    public static torch.Generator Generator(long seed = 1)
    {
        using var randomness = new Randomness(seed);
        return randomness.Fresh("clustering");
    }
}
