namespace MtlTorch.Experiments.Sweeps.Sampling.Sobol;

/// <summary>
/// Points that fill a cube evenly: of the first 2^k, each of 2^k equal intervals has one, in every coordinate. In the order of the Gray code, as SciPy and PyTorch have it. Scrambled, each
/// bit of a coordinate is turned or not by chance, which depends on the bits before it (Owen 1995): the points stay as even and become unbiased.
/// </summary>
/// <param name="dimensions">Number of coordinates.</param>
/// <param name="seed">Seed of the scrambling; null for the plain points, of which the first is 0.</param>
internal sealed class SobolSequence(int dimensions, ulong? seed)
{
    private const int Bits = 32;
    private const double Unit = 1.0 / (1L << Bits);

    private readonly uint[][] directions = [.. Enumerable.Range(0, dimensions).Select(Directions)];

    /// <summary>The coordinates of a point, each from 0 to below 1.</summary>
    /// <param name="index">Its place in the sequence, from 0 to below 2^32.</param>
    public double[] At(long index)
    {
        var code = (uint)(index ^ (index >> 1));
        var point = new double[dimensions];
        for (var d = 0; d < dimensions; d++)
        {
            var bits = 0u;
            for (var (bit, left) = (0, code); left != 0; bit++, left >>= 1)
            {
                bits ^= (left & 1) * directions[d][bit];
            }

            // The middle of the smallest interval, so that scrambled points never lie on the border.
            point[d] = seed is { } s ? (Scramble(bits, Draws.Scatter(s + (ulong)d)) + 0.5) * Unit : bits * Unit;
        }

        return point;
    }

    private static uint Scramble(uint bits, ulong seed)
    {
        var scrambled = 0u;
        for (var bit = 0; bit < Bits; bit++)
        {
            // The bits before this one, with a leading 1 that tells prefixes of different lengths apart.
            var prefix = (1UL << bit) | ((ulong)bits >> (Bits - bit));
            var turned = (uint)Draws.Scatter(seed ^ Draws.Scatter(prefix)) & 1;
            scrambled |= (((bits >> (Bits - 1 - bit)) & 1) ^ turned) << (Bits - 1 - bit);
        }

        return scrambled;
    }

    /// <summary>The number that each bit of the code stands for, by the recurrence of Joe and Kuo 2008, section 2.</summary>
    private static uint[] Directions(int dimension)
    {
        var directions = new uint[Bits];
        if (dimension == 0)
        {
            return [.. Enumerable.Range(0, Bits).Select(bit => 1u << (Bits - 1 - bit))];
        }

        var (degree, coefficients, first) = JoeKuo.Table[dimension - 1];
        for (var bit = 0; bit < Bits; bit++)
        {
            if (bit < degree)
            {
                directions[bit] = first[bit] << (Bits - 1 - bit);
                continue;
            }

            directions[bit] = directions[bit - degree] ^ (directions[bit - degree] >> degree);
            for (var k = 1; k < degree; k++)
            {
                directions[bit] ^= ((coefficients >> (degree - 1 - k)) & 1) * directions[bit - k];
            }
        }

        return directions;
    }
}
