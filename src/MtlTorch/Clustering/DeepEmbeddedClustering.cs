using MtlTorch.Tensors;

namespace MtlTorch.Clustering;

/// <summary>
/// The mathematics of DEC and IDEC. Embedded rows z belong to centroids m by Student's t: q_ij is proportional to
/// (1 + |z_i - m_j|^2 / alpha)^(-(alpha + 1) / 2). A sharper target p is made of q, p_ij proportional to q_ij^2 / f_j with f_j = sum_i q_ij, held fixed for
/// some time, and KL(p || q) pulls rows and centroids towards it.
/// </summary>
[Paper("Xie et al. 2016, Unsupervised Deep Embedding for Clustering Analysis", "https://arxiv.org/abs/1511.06335", Place = "eqs. (1) to (5)")]
[Paper("Guo et al. 2017, Improved Deep Embedded Clustering with Local Structure Preservation", "https://www.ijcai.org/proceedings/2017/243", Place = "eq. (8)")]
public static class DeepEmbeddedClustering
{
    /// <summary>Weight of the clustering loss in IDEC.</summary>
    public const double ImprovedWeight = 0.1;

    /// <summary>The logarithm of q [B, K], differentiable. As scores of a classifier these give the same q by softmax.</summary>
    /// <param name="embedded">Embedded rows z [B, D].</param>
    /// <param name="centroids">Centroids m [K, D].</param>
    /// <param name="alpha">Degrees of freedom of Student's t, above 0; both papers have 1.</param>
    public static torch.Tensor LogAssignment(torch.Tensor embedded, torch.Tensor centroids, double alpha = 1)
    {
        Check(embedded, centroids, alpha);
        using var scope = torch.NewDisposeScope();
        var scores = SquaredDistances(embedded, centroids).div(alpha).log1p() * (-(alpha + 1) / 2);
        return scores.log_softmax(1).MoveToOuterDisposeScope();
    }

    /// <summary>The soft assignments q [B, K], differentiable; each row sums to 1.</summary>
    /// <param name="embedded">Embedded rows z [B, D].</param>
    /// <param name="centroids">Centroids m [K, D].</param>
    /// <param name="alpha">Degrees of freedom of Student's t, above 0.</param>
    public static torch.Tensor SoftAssignment(torch.Tensor embedded, torch.Tensor centroids, double alpha = 1)
    {
        using var scope = torch.NewDisposeScope();
        return LogAssignment(embedded, centroids, alpha).exp().MoveToOuterDisposeScope();
    }

    /// <summary>The target p [N, K] of rows that are all there are, cut loose from the graph; each row sums to 1.</summary>
    /// <param name="q">Soft assignments of all rows [N, K].</param>
    public static torch.Tensor TargetDistribution(torch.Tensor q)
    {
        using var scope = torch.NewDisposeScope();
        return TargetDistribution(q, q.detach().sum(dim: 0, type: torch.float64)).MoveToOuterDisposeScope();
    }

    /// <summary>The target p [B, K] of some of the rows.</summary>
    /// <param name="q">Their soft assignments [B, K].</param>
    /// <param name="frequencies">f [K]: sums of the soft assignments over all rows.</param>
    public static torch.Tensor TargetDistribution(torch.Tensor q, torch.Tensor frequencies)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();

        // A cluster that nobody belongs to has q = f = 0 and is nobody's target.
        var weights = q.detach().square() / frequencies.to(q.dtype).clamp_min(1e-30);
        return (weights / weights.sum(dim: 1, keepdim: true)).MoveToOuterDisposeScope();
    }

    /// <summary>KL(p || q), the mean over the rows: the papers' sum divided by B, so that the batch size does not change the step. A scalar, differentiable in q.</summary>
    /// <param name="logAssignment">The logarithm of q [B, K].</param>
    /// <param name="target">p [B, K].</param>
    public static torch.Tensor Loss(torch.Tensor logAssignment, torch.Tensor target)
    {
        using var scope = torch.NewDisposeScope();
        var divergence = target.xlogy(target) - target * logAssignment;
        return divergence.sum(dim: 1).mean().MoveToOuterDisposeScope();
    }

    /// <summary>IDEC's whole loss: how badly the inputs are reconstructed plus a share of the clustering loss, so that the embedding keeps its local structure.</summary>
    /// <param name="reconstruction">Mean squared error of the decoder, a scalar.</param>
    /// <param name="clustering">What <see cref="Loss"/> gave.</param>
    /// <param name="weight">Weight of the clustering loss.</param>
    public static torch.Tensor ImprovedLoss(torch.Tensor reconstruction, torch.Tensor clustering, double weight = ImprovedWeight)
    {
        using var scope = torch.NewDisposeScope();
        return (reconstruction + clustering * weight).MoveToOuterDisposeScope();
    }

    /// <summary>The gradients of <see cref="Loss"/> in closed form, for training without a graph: the papers' eqs. (4) and (5), divided by B.</summary>
    /// <param name="embedded">Embedded rows z [B, D].</param>
    /// <param name="centroids">Centroids m [K, D].</param>
    /// <param name="target">p [B, K].</param>
    /// <param name="alpha">Degrees of freedom of Student's t, above 0.</param>
    /// <returns>The gradients with respect to z [B, D] and to m [K, D].</returns>
    public static (torch.Tensor Embedded, torch.Tensor Centroids) Gradients(torch.Tensor embedded, torch.Tensor centroids, torch.Tensor target, double alpha = 1)
    {
        Check(embedded, centroids, alpha);
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var pulls = (target - SoftAssignment(embedded, centroids, alpha)) / (SquaredDistances(embedded, centroids) / alpha + 1);
        pulls.mul_((alpha + 1) / alpha / embedded.size(0));

        // The sum over j of pulls_ij (z_i - m_j), and over i of its negative.
        var ofEmbedded = embedded * pulls.sum(dim: 1, keepdim: true) - pulls.mm(centroids);
        var ofCentroids = centroids * pulls.sum(dim: 0).unsqueeze(1) - pulls.t().mm(embedded);
        return (ofEmbedded.MoveToOuterDisposeScope(), ofCentroids.MoveToOuterDisposeScope());
    }

    /// <summary>|z_i - m_j|^2 [B, K] without differences [B, K, D], seen from the centroids' mean, where rounding is least.</summary>
    private static torch.Tensor SquaredDistances(torch.Tensor embedded, torch.Tensor centroids)
    {
        using var scope = torch.NewDisposeScope();
        var origin = centroids.detach().mean([0L]);
        var (z, m) = (embedded - origin, centroids - origin);
        var squares = z.square().sum(dim: 1, keepdim: true) + m.square().sum(dim: 1);
        return (squares - z.mm(m.t()) * 2).clamp_min(0).MoveToOuterDisposeScope();
    }

    private static void Check(torch.Tensor embedded, torch.Tensor centroids, double alpha)
    {
        if (embedded.dim() != 2 || centroids.dim() != 2 || embedded.size(1) != centroids.size(1))
        {
            throw new ArgumentException(
                $"Soft assignments need rows [B, D] and centroids [K, D] of the same D; these are {ShapeText.Format(embedded.shape)} and {ShapeText.Format(centroids.shape)}.");
        }

        if (!(alpha > 0) || double.IsInfinity(alpha))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Student's t needs degrees of freedom above 0.");
        }
    }
}
