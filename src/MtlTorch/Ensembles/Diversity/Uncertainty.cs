using static TorchSharp.torch;

namespace MtlTorch.Ensembles.Diversity;

/// <summary>
/// How uncertain an ensemble is of single rows, all members counting equally. Of classes in nats: total = entropy of the mean prediction, data = mean entropy of the
/// members' predictions, model = their difference, the mutual information of class and member. Of numbers model is the variance between members, in the unit squared.
/// </summary>
/// <param name="Total">Float64 [B]; null for numbers.</param>
/// <param name="Data">Float64 [B]; null for numbers.</param>
/// <param name="Model">Float64 [B]; of several numbers per row their mean.</param>
[Paper("Lakshminarayanan, Pritzel and Blundell 2017, Simple and Scalable Predictive Uncertainty Estimation using Deep Ensembles", "https://arxiv.org/abs/1612.01474")]
[Paper("Houlsby et al. 2011, Bayesian Active Learning for Classification and Preference Learning", "https://arxiv.org/abs/1112.5745", Place = "eq. (2)")]
[Paper("Depeweg et al. 2018, Decomposition of Uncertainty in Bayesian Deep Learning", "https://arxiv.org/abs/1710.07283", Place = "eq. (5)")]
public sealed record Uncertainty(Tensor? Total, Tensor? Data, Tensor Model) : IDisposable
{
    /// <summary>Of log-probabilities of the members, Float64 [M, B, K].</summary>
    public static Uncertainty OfClasses(Tensor members)
    {
        using var scope = NewDisposeScope();
        var total = Entropy(members.logsumexp(0) - Math.Log(members.size(0)));
        var data = Entropy(members).mean([0L]);

        // Rounding can leave a little less than nothing.
        return new Uncertainty(total.DetachFromDisposeScope(), data.DetachFromDisposeScope(), (total - data).clamp_min(0).DetachFromDisposeScope());
    }

    /// <summary>Of numbers of the members, Float64 [M, B, W].</summary>
    public static Uncertainty OfNumbers(Tensor members)
    {
        using var scope = NewDisposeScope();
        var mean = members.mean([0L], keepdim: true);
        return new Uncertainty(null, null, (members - mean).square().mean([0L]).mean([1L]).DetachFromDisposeScope());
    }

    /// <summary>Of either.</summary>
    public static Uncertainty Of(bool classes, Tensor members) => classes ? OfClasses(members) : OfNumbers(members);

    /// <summary>Disposes of the tensors.</summary>
    public void Dispose()
    {
        Total?.Dispose();
        Data?.Dispose();
        Model.Dispose();
    }

    private static Tensor Entropy(Tensor logarithms) => (logarithms.exp() * logarithms.clamp_min(-1e4)).sum(dim: -1).neg();
}
