using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling;

/// <summary>Every point by chance.</summary>
public sealed record RandomOptions : SamplerOptions
{
    /// <inheritdoc/>
    public override ISampler Create(SearchSpace space, long seed, int objectives) => new Sampler(space, seed);

    private sealed class Sampler(SearchSpace space, long seed) : ISampler
    {
        public bool IsAdaptive => false;

        public Point? Next(int number, IReadOnlyList<Observation> trials)
        {
            var state = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL + (ulong)number * 0xBF58476D1CE4E5B9UL);
            return space.Build(i => space.Dimensions[i].At(Next(ref state)));
        }

        private static double Next(ref ulong state)
        {
            var z = unchecked(state += 0x9E3779B97F4A7C15UL);
            z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
            z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
            return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }
}
