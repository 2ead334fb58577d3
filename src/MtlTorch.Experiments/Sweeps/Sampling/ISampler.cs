using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling;

/// <summary>
/// Says which point to try next. A sampler keeps no state between calls: what it says follows from its seed, the number of the trial and the trials so far. So
/// a sweep that was cut off goes on with the same points, and its journal is all that must be kept.
/// </summary>
public interface ISampler
{
    /// <summary>Whether the trials so far change what comes next. Where not, all points are known before the first is trained.</summary>
    bool IsAdaptive { get; }

    /// <summary>The point of a trial; null where there are no points left.</summary>
    /// <param name="number">Number of the trial, from 1.</param>
    /// <param name="trials">The trials before it, by number, those that go on included; empty for a sampler that is not adaptive.</param>
    Point? Next(int number, IReadOnlyList<Observation> trials);
}
