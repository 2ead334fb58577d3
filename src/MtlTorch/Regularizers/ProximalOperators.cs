namespace MtlTorch.Regularizers;

/// <summary>
/// Proximal operators, in place: v becomes the x that minimizes 1/2 ||x - v||² + threshold R(x) (Parikh and Boyd 2014, section 6).
/// </summary>
public static class ProximalOperators
{
    /// <summary>R = the sum of absolute values: soft-thresholding (section 6.5).</summary>
    public static void SoftThreshold(torch.Tensor values, double threshold)
    {
        using var scope = torch.NewDisposeScope();
        values.sub_(values.clamp(-threshold, threshold));
    }

    /// <summary>R = the sum over groups of Euclidean norms (section 6.5): each group is shortened by the threshold, or becomes 0.</summary>
    /// <param name="members">Tensors with G slices along a dimension; the g-th slices of all of them are a group.</param>
    /// <param name="dimension">The dimension.</param>
    /// <param name="threshold">The threshold.</param>
    public static void GroupThreshold(IReadOnlyList<torch.Tensor> members, int dimension, double threshold)
    {
        using var scope = torch.NewDisposeScope();
        var norms = GroupNorms(members, dimension);

        // A group of norm 0 gives -infinity, which the bound makes 0.
        var scale = (1 - threshold / norms).clamp_(min: 0).nan_to_num(0);
        foreach (var member in members)
        {
            member.mul_(Along(scale, dimension, member.dim()));
        }
    }

    /// <summary>R = the sum of the singular values (section 6.7): they are soft-thresholded.</summary>
    /// <param name="matrix">[m, n].</param>
    /// <param name="threshold">The threshold.</param>
    public static void SingularValueThreshold(torch.Tensor matrix, double threshold)
    {
        using var scope = torch.NewDisposeScope();
        var (u, s, vh) = torch.linalg.svd(matrix, fullMatrices: false);
        matrix.copy_((u * (s - threshold).clamp_(min: 0)).mm(vh));
    }

    /// <summary>The projection of each row onto a ball around 0.</summary>
    /// <param name="rows">[m, n].</param>
    /// <param name="radius">Of the ball.</param>
    public static void ProjectRows(torch.Tensor rows, double radius)
    {
        using var scope = torch.NewDisposeScope();
        var norms = rows.square().sum([1], keepdim: true).sqrt();
        rows.mul_((radius / norms).clamp_(max: 1));
    }

    /// <summary>Euclidean norms of the groups [G].</summary>
    internal static torch.Tensor GroupNorms(IReadOnlyList<torch.Tensor> members, int dimension) => members
        .Select(m => m.square().sum(Enumerable.Range(0, (int)m.dim()).Where(d => d != dimension).Select(d => (long)d).ToArray()))
        .Aggregate((a, b) => a + b)
        .sqrt();

    /// <summary>A vector [G] as a tensor that is spread over all dimensions but one.</summary>
    internal static torch.Tensor Along(torch.Tensor vector, int dimension, long dimensions) =>
        vector.view(Enumerable.Range(0, (int)dimensions).Select(d => d == dimension ? -1L : 1L).ToArray());
}
