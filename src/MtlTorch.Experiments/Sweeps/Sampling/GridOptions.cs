using System.ComponentModel.DataAnnotations;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling;

/// <summary>
/// All combinations, each once: the last key of the space changes fastest, and keys that do not apply are not gone through. Ends the sweep when all are tried.
/// </summary>
public sealed record GridOptions : SamplerOptions
{
    /// <summary>Values of a range of numbers without a step, both ends included, evenly on its scale; 1 is its middle.</summary>
    [Range(1, 10_000)]
    public int Points { get; init; } = 5;

    /// <summary>Whether the combinations come in random order, so that a sweep with fewer trials than combinations sees something of all of the space.</summary>
    public bool Shuffle { get; init; }

    /// <inheritdoc/>
    public override ISampler Create(SearchSpace space, long seed, int objectives) => new GridSampler(this, space, seed);
}

/// <summary>See <see cref="GridOptions"/>.</summary>
internal sealed class GridSampler : ISampler
{
    private const int MostShuffled = 10_000_000;

    private readonly PointGrid grid;
    private readonly int[]? order;

    public GridSampler(GridOptions options, SearchSpace space, long seed)
    {
        grid = new PointGrid(space, options.Points);
        Count = CountOf(grid);
        if (options.Shuffle)
        {
            if (Count > MostShuffled)
            {
                throw new InvalidOptionException("shuffle", $"the grid has {Count} points, and at most {MostShuffled} can be shuffled; use the sampler \"random\" or \"sobol\", or fewer points.");
            }

            order = [.. Enumerable.Range(0, (int)Count)];
            new Draws(seed, "grid").Shuffle<int>(order);
        }
    }

    /// <summary>Number of all combinations.</summary>
    public long Count { get; }

    /// <inheritdoc/>
    public bool IsAdaptive => false;

    /// <inheritdoc/>
    public Point? Next(int number, IReadOnlyList<Observation> trials) => number > Count ? null : grid.At(order?[number - 1] ?? number - 1);

    private static long CountOf(PointGrid grid)
    {
        try
        {
            return grid.Count();
        }
        catch (OverflowException)
        {
            throw new InvalidOptionException("", $"the grid has more than {long.MaxValue} points; use the sampler \"random\" or \"sobol\", or give ranges a larger step.");
        }
    }
}
