using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Regularizers;

/// <summary>
/// Features that are 0 for most inputs. Features h [B, F] that several tasks share count once. "l1": R = λ/B Σ_b Σ_j |h_bj|. "kl": R = λ Σ_j KL(ρ || mean of
/// h_j over the batch), for features from 0 to 1. The penalty is added to the balanced losses and has no part in the balancing.
/// </summary>
[Paper("Glorot, Bordes and Bengio 2011, Deep Sparse Rectifier Neural Networks", "https://proceedings.mlr.press/v15/glorot11a.html")]
[Paper("Ng 2011, Sparse Autoencoder (CS294A lecture notes)", "https://web.stanford.edu/class/cs294a/sparseAutoencoder.pdf", Place = "section 3 (KL)")]
public sealed record ActivationSparsityOptions : RegularizerOptions
{
    /// <summary>Whose features: "all", or "task:NAME", or a list of these. "shared" is "all".</summary>
    [OneOrMore, MinLength(1)]
    public IReadOnlyList<string> On { get; init; } = ["all"];

    /// <summary>λ.</summary>
    [Range(0.0, 1e6)]
    public double Lambda { get; init; } = 1e-4;

    /// <summary>What is small.</summary>
    public SparsityMeasure Measure { get; init; } = SparsityMeasure.L1;

    /// <summary>ρ, the mean activation that every feature should have. Used by "kl" alone.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Target { get; init; } = 0.05;

    /// <inheritdoc/>
    public override IRegularizer Build(RegularizerContext context) => new ActivationSparsity(this, context.SelectTasks(On, sharedIsAll: true));

    /// <inheritdoc/>
    public override RegularizerOptions? ForTask(string task) => RegularizerContext.Without(On, task) is { Count: > 0 } left ? this with { On = left } : null;
}

/// <summary>Measures of activity.</summary>
public enum SparsityMeasure
{
    /// <summary>The sum of absolute values, of a mean row.</summary>
    L1,

    /// <summary>How far the mean activation of each feature is from the target.</summary>
    Kl,
}

/// <summary>See <see cref="ActivationSparsityOptions"/>.</summary>
public sealed class ActivationSparsity(ActivationSparsityOptions options, IReadOnlyList<string> tasks) : IFeaturePenalty
{
    /// <summary>Mean activations are kept this far from 0 and 1, where the divergence is infinite.</summary>
    private const double Margin = 1e-6;

    /// <inheritdoc/>
    public string Name { get; } = RegularizerContext.Label("activation-sparsity", options.On);

    /// <inheritdoc/>
    public torch.Tensor? Of(IReadOnlyDictionary<string, torch.Tensor> features) => tasks
        .Where(features.ContainsKey)
        .Select(task => features[task])
        .Distinct(ReferenceEqualityComparer.Instance).Cast<torch.Tensor>()
        .Select(OfFeatures)
        .Aggregate((torch.Tensor?)null, (sum, one) => sum is null ? one : sum + one);

    private torch.Tensor OfFeatures(torch.Tensor features)
    {
        using var scope = torch.NewDisposeScope();
        if (options.Measure == SparsityMeasure.L1)
        {
            return (features.abs().sum() * (options.Lambda / features.size(0))).MoveToOuterDisposeScope();
        }

        var (rho, mean) = (options.Target, features.mean([0]).clamp(Margin, 1 - Margin));
        var divergence = (rho * (Math.Log(rho) - mean.log())) + ((1 - rho) * (Math.Log(1 - rho) - (1 - mean).log()));
        return (divergence.sum() * options.Lambda).MoveToOuterDisposeScope();
    }
}
