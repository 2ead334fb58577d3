using Parity.Tests.Support;

namespace Parity.Tests.Product;

/// <summary>Draws by the global generator and by one's own: the same numbers from the same seed.</summary>
public sealed class RandomTests
{
    private readonly Transcript transcript = new();

    [SetUp]
    public void Seed() => manual_seed(42);

    [Test]
    public void The_global_generator_draws_the_same()
    {
        Draws.AssumeTheRecordedKernels();
        manual_seed(42);
        transcript.Say("rand", rand(5));
        transcript.Say("randn", randn(2, 3));
        transcript.Say("randint", randint(0, 100, new long[] { 6 }));
        transcript.Say("perm", randperm(10));
        transcript.Say("multinomial", multinomial(ones(6), 3));
        transcript.Say("bernoulli", bernoulli(full([8], 0.3)));
        transcript.Say("normal_", zeros(4).normal_(1, 2));
        transcript.Say("rand_like", rand_like(ones(3)));
        transcript.Say("dropout", F.dropout(ones(10), 0.5));
        transcript.Say("uniform 64", zeros(3, dtype: float64).uniform_(0, 1));
        transcript.Say("initial", initial_seed());
        transcript.ShouldBeAsExpected();
    }

    [Test]
    public void The_global_state_can_be_put_back()
    {
        var state = get_rng_state();
        var first = randn(4);
        set_rng_state(state);
        transcript.Say("state restored", first.allclose(randn(4), 0, 0));
        transcript.Say("state", state.numel());
        transcript.ShouldBeAsExpected();
    }

    [Test]
    public void Own_generators_draw_apart_from_the_global_one()
    {
        using var generator = new Generator(5);
        transcript.Say("generator", randn([4], generator: generator));
        transcript.Say("perm g", randperm(6, generator: generator));
        generator.manual_seed(5);
        transcript.Say("again", randn([4], generator: generator));
        transcript.Say("seed", generator.initial_seed());
        var state = generator.get_state();
        var first = rand([3], generator: generator);
        generator.set_state(state);
        transcript.Say("generator state", first.allclose(rand([3], generator: generator), 0, 0));
        transcript.ShouldBeAsExpected();
    }
}
