using System.Globalization;

namespace MtlTorch.Clustering;

/// <summary>The features of the training rows are such that no clusters can be made of them: training cannot go on.</summary>
public sealed class ClusteringFailedException : Exception
{
    /// <param name="task">Name of the task.</param>
    /// <param name="epoch">The epoch that was to begin, from 1.</param>
    /// <param name="problem">What was found, and what to do.</param>
    public ClusteringFailedException(string task, int epoch, FormattableString problem)
        : base(string.Create(CultureInfo.InvariantCulture, $"Task '{task}' cannot cluster the training rows before epoch {epoch}: {problem.ToString(CultureInfo.InvariantCulture)}"))
    {
    }
}
