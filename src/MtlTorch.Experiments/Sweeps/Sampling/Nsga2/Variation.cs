using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Sampling.Nsga2;

/// <summary>Makes a new point of two. Numbers are shares of their ranges meanwhile.</summary>
internal sealed class Variation(Nsga2Options options, SearchSpace space)
{
    private readonly double mutation = options.Mutation ?? 1.0 / Math.Max(space.Count, 1);

    /// <summary>A point that takes after two others. What only one of them has it has from that one; what none has is drawn.</summary>
    public Point Child(Point one, Point other, Draws draws)
    {
        var crosses = draws.Uniform() < options.Crossover;
        return space.Build(i => (one.Has(i), other.Has(i)) switch
        {
            (true, true) when crosses => Mutated(i, Crossed(i, one[i], other[i], draws), draws),
            (true, _) => Mutated(i, one[i], draws),
            (_, true) => Mutated(i, other[i], draws),
            _ => space.Dimensions[i].At(draws.Uniform()),
        });
    }

    /// <summary>Of choices that of either parent; of numbers a simulated binary crossover, bounded by the range, for half of them.</summary>
    private double Crossed(int dimension, double one, double other, Draws draws)
    {
        var first = draws.Uniform() < 0.5;
        if (space.Dimensions[dimension] is not NumberDimension number || one == other || draws.Uniform() < 0.5)
        {
            return first ? one : other;
        }

        var (a, b) = (number.ShareOf(one), number.ShareOf(other));
        var (low, high) = (Math.Min(a, b), Math.Max(a, b));
        var distance = Math.Max(high - low, 1e-12);
        var drawn = draws.Uniform();
        return number.At(first
            ? Math.Max(0, ((low + high) / 2) - (Spread(drawn, 1 + (2 * low / distance)) * distance / 2))
            : Math.Min(1, ((low + high) / 2) + (Spread(drawn, 1 + (2 * (1 - high) / distance)) * distance / 2)));
    }

    /// <summary>Distance of the children in units of that of the parents.</summary>
    /// <param name="drawn">From 0 to below 1.</param>
    /// <param name="most">The distance at which a child lies on the border.</param>
    private double Spread(double drawn, double most)
    {
        var power = options.CrossoverIndex + 1;
        var alpha = 2 - Math.Pow(most, -power);
        return drawn * alpha <= 1 ? Math.Pow(drawn * alpha, 1 / power) : Math.Pow(1 / (2 - (drawn * alpha)), 1 / power);
    }

    /// <summary>Now and then another choice, or a number beside (polynomial mutation, bounded by the range).</summary>
    private double Mutated(int dimension, double value, Draws draws)
    {
        if (draws.Uniform() >= mutation)
        {
            return value;
        }

        if (space.Dimensions[dimension] is not NumberDimension number)
        {
            return space.Dimensions[dimension].At(draws.Uniform());
        }

        var share = number.ShareOf(value);
        var power = options.MutationIndex + 1;
        var drawn = draws.Uniform();
        var step = drawn < 0.5
            ? Math.Pow((2 * drawn) + ((1 - (2 * drawn)) * Math.Pow(1 - share, power)), 1 / power) - 1
            : 1 - Math.Pow((2 * (1 - drawn)) + ((2 * drawn - 1) * Math.Pow(share, power)), 1 / power);
        return number.At(Math.Clamp(share + step, 0, 1));
    }
}
