using MtlTorch.Experiments.Sweeps.Launching;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Running;

/// <summary>A trial that this driver has begun and that has not ended.</summary>
/// <param name="Job">What the launcher trains.</param>
/// <param name="Point">Its point.</param>
/// <param name="Epochs">Epochs of each of its runs.</param>
internal sealed record Underway(TrialJob Job, Point Point, int Epochs)
{
    /// <summary>Where it is trained, for people.</summary>
    public string Where { get; set; } = "";

    /// <summary>The only objective after each epoch so far.</summary>
    public IReadOnlyList<double> Curve { get; set; } = [];

    /// <summary>Whether the pruner has ended it.</summary>
    public bool IsPruned { get; set; }
}
