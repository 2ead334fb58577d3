namespace TorchSharp;

// The state that all draws without a generator share.
public static partial class torch
{
    /// <summary>Seeds the default generators of all devices.</summary>
    public static Generator manual_seed(long seed)
    {
        NativeError.Check(Native.st_manual_seed((ulong)seed));
        return Generator.Default;
    }

    public static long seed()
    {
        using var generator = Generator.Default;
        var drawn = generator.seed();
        using var seeded = manual_seed(drawn);
        return drawn;
    }

    public static long initial_seed()
    {
        using var generator = Generator.Default;
        return generator.initial_seed();
    }

    public static Tensor get_rng_state()
    {
        using var generator = Generator.Default;
        return generator.get_state();
    }

    public static void set_rng_state(Tensor new_state)
    {
        using var generator = Generator.Default;
        generator.set_state(new_state);
    }
}
