using System.ComponentModel.DataAnnotations;
using MtlTorch.Metrics.Clustering;
using MtlTorch.Tensors;

namespace MtlTorch.Clustering;

/// <summary>How pseudo-labels are made of features.</summary>
[Paper("Caron et al. 2018, Deep Clustering for Unsupervised Learning of Visual Features", "https://arxiv.org/abs/1807.05520", Place = "section 3")]
public sealed record PseudoLabelOptions
{
    /// <summary>How the features are clustered.</summary>
    public CentroidOptions Clustering { get; init; } = new KMeansOptions { EmptyClusters = EmptyClusterRule.SplitCluster };

    /// <summary>Principal directions that the features are whitened to before; 0 clusters them as they are.</summary>
    [Range(0, 100_000)]
    public int WhitenedDimensions { get; init; } = 256;

    /// <summary>Epochs from one clustering to the next.</summary>
    [Range(1, 1_000_000)]
    public int Every { get; init; } = 1;
}

/// <summary>
/// Clusters of features as targets of a task, made anew every so many epochs. New clusters take the names of the old ones that they share most rows
/// with, so that the head of the task learns on.
/// </summary>
/// <param name="options">The options.</param>
/// <param name="randomness">Gives each epoch its own generator "pseudo-labels": beside <see cref="Labels"/> there is no state to keep.</param>
public sealed class PseudoLabels(PseudoLabelOptions options, Randomness randomness) : IDisposable
{
    /// <summary>The labels that hold, Int64 [N]; null before the first.</summary>
    public torch.Tensor? Labels { get; private set; }

    /// <summary>Whether an epoch begins with new labels.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    public bool IsDue(int epoch) => (epoch - 1) % options.Every == 0;

    /// <summary>Takes up labels of a run that goes on.</summary>
    /// <param name="labels">What <see cref="Labels"/> was, Int64 [N].</param>
    public void Restore(torch.Tensor labels) => Keep(labels.clone());

    /// <summary>Clusters the features.</summary>
    /// <param name="features">Features of all training rows [N, D], in the order of the rows.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <returns>The labels, which remain this object's, and how they came about.</returns>
    /// <exception cref="InvalidOptionException">There are fewer rows than clusters.</exception>
    /// <exception cref="ArgumentException">The features are not a matrix of finite numbers, or not of as many rows as before.</exception>
    public PseudoLabelRound Refresh(torch.Tensor features, int epoch)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = randomness.Fresh("pseudo-labels", epoch);
        var found = options.Clustering.Fit(Prepare(features), generator);
        var (labels, kept, agreement) = (found.Assignments, double.NaN, double.NaN);
        if (Labels is not null)
        {
            var alignment = LabelAlignment.Of(Labels, labels, options.Clustering.Clusters);
            (labels, kept) = (alignment.Rename(labels), alignment.Kept);
            agreement = NormalizedMutualInformation.Of(ContingencyTable.Of(labels, Labels));
        }

        Keep(labels);
        return new PseudoLabelRound(labels, kept, agreement, found.Inertia);
    }

    /// <summary>Disposes of the labels.</summary>
    public void Dispose() => Labels?.Dispose();

    private torch.Tensor Prepare(torch.Tensor features)
    {
        if (options.WhitenedDimensions == 0)
        {
            return features;
        }

        using var whitening = PcaWhitening.Fit(features, options.WhitenedDimensions);
        return whitening.Apply(features);
    }

    private void Keep(torch.Tensor labels)
    {
        Labels?.Dispose();
        Labels = labels.DetachFromDisposeScope();
    }
}

/// <summary>One making of pseudo-labels.</summary>
/// <param name="Labels">The label of each row, Int64 [N], from 0 to K - 1.</param>
/// <param name="Kept">Share of the rows that kept their label; NaN at the first.</param>
/// <param name="Agreement">Normalized mutual information with the labels before; NaN at the first. DeepCluster watches it grow.</param>
/// <param name="Inertia">Sum of the squared distances to the centroids.</param>
public sealed record PseudoLabelRound(torch.Tensor Labels, double Kept, double Agreement, double Inertia);
