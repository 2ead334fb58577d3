using System.ComponentModel.DataAnnotations;
using MtlTorch.Data;

namespace MtlTorch.Training.Probing;

/// <summary>
/// A linear model that is fitted to a target after training, the network frozen: softmax regression for classes (accuracy), ridge
/// regression for real numbers (R2). How well it does says how much of the target lies open in the features.
/// </summary>
[Paper("Ng et al. 2013, UFLDL Tutorial, Softmax Regression", "http://ufldl.stanford.edu/tutorial/supervised/SoftmaxRegression/")]
public sealed record ProbeOptions
{
    /// <summary>Name of the data set's target that it is fitted to; the probe's own name if null. It need not be the target of a task.</summary>
    public string? Target { get; init; }

    /// <summary>What it sees.</summary>
    public ProbeSource On { get; init; } = ProbeSource.Features;

    /// <summary>
    /// Weight decay: lambda / 2 times the squared weights, not the biases, is added to the mean over the rows of the cross-entropy, or of half the
    /// squared error. scikit-learn's C is 1 / (lambda rows), its Ridge's alpha is lambda rows.
    /// </summary>
    [Range(0.0, 1e9, MinimumIsExclusive = true)]
    public double Lambda { get; init; } = 1e-4;

    /// <summary>Steps of L-BFGS at most, for classes. Ridge regression takes none: it is solved.</summary>
    [Range(1, 1_000_000)]
    public int Iterations { get; init; } = 100;

    /// <summary>L-BFGS stops where no component of the gradient (with respect to weights and biases) is larger.</summary>
    [Range(0.0, 1.0)]
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>
    /// Shift and scale each feature to mean 0 and deviation 1 over the training rows before the fit. Lambda then weighs on all features alike, whatever
    /// their unit; not so by default, because figures in the literature are of the features as they are.
    /// </summary>
    public bool Standardize { get; init; }

    /// <summary>Makes the probe.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="targets">What the data set offers.</param>
    /// <exception cref="InvalidOptionException">There is no such target.</exception>
    public Probe Build(string name, IReadOnlyDictionary<string, TargetDescription> targets)
    {
        var target = Target ?? name;
        return targets.TryGetValue(target, out var description)
            ? new Probe(name, target, description, this)
            : throw new InvalidOptionException(
                Target is null ? "" : "target",
                $"the data set has no target '{target}'; it has {string.Join(", ", targets.Keys)}. A probe is fitted to the target of its own name unless \"target\" names another.");
    }
}

/// <summary>What a probe sees.</summary>
public enum ProbeSource
{
    /// <summary>The features that the first task's head gets: those of the shared trunk.</summary>
    Features,

    /// <summary>The inputs, each row flattened; what the network is to beat.</summary>
    Inputs,
}

/// <summary>A probe, matched with its target.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">Name of its target.</param>
/// <param name="Description">The target: classes or real numbers.</param>
/// <param name="Options">How it is fitted.</param>
public sealed record Probe(string Name, string Target, TargetDescription Description, ProbeOptions Options);
