using System.ComponentModel.DataAnnotations;
using MtlTorch.Balancing.Weighting;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// Impartial learning of losses and gradients: IMTL-L brings the losses to one size by learned scales, which the heads follow;
/// IMTL-G combines the gradients of the scaled losses so that each has the same projection on the step.
/// </summary>
[Paper("Liu et al. 2021, Towards Impartial Multi-Task Learning", "https://openreview.net/forum?id=IMPnRXEWpvr", Place = "algorithm 1")]
public sealed record ImtlOptions : GradientBalancingOptions
{
    /// <summary>Each scale s at the start; a loss is multiplied by exp(s).</summary>
    [Range(-20.0, 20.0)]
    public double InitialScale { get; init; }

    /// <summary>Learning rate of the scales, which an Adam optimizer of their own learns.</summary>
    [Range(0.0, 1e3)]
    public double Lr { get; init; } = 1e-3;

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) =>
        new Imtl(new ImtlL(new ImtlLOptions { InitialScale = InitialScale, Lr = Lr }, context));
}

/// <summary>See <see cref="ImtlOptions"/>.</summary>
/// <param name="scaling">Scales the losses; belongs to this method from now on.</param>
public sealed class Imtl(ImtlL scaling) : IGramianWeighting, ITellsTasksApart, IScalesLosses, IStateful, IDisposable
{
    private readonly ImtlG combining = new();

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks) => scaling.Attend(tasks);

    /// <inheritdoc/>
    public torch.Tensor Scales(torch.Tensor losses) => scaling.Weights(losses);

    /// <summary>The weights of the scaled losses' gradients.</summary>
    /// <inheritdoc/>
    public double[] Weights(Gramian gramian, IReadOnlyList<double> losses) => combining.Weights(gramian, losses);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, torch.Tensor> Save() => scaling.Save();

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> state) => scaling.Load(state);

    /// <inheritdoc/>
    public void Dispose() => scaling.Dispose();
}
