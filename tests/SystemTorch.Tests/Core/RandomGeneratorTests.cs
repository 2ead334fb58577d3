using System.Runtime.InteropServices;

namespace SystemTorch.Tests.Core;

public sealed class RandomGeneratorTests
{
    [Test]
    public void A_seed_repeats_the_draws()
    {
        using var a = new torch.Generator(5);
        using var b = new torch.Generator(5);
        using var other = new torch.Generator(6);
        var first = rand([8], generator: a);
        Assert.That(first.Equals(rand([8], generator: b)), Is.True);
        Assert.That(first.Equals(rand([8], generator: other)), Is.False);
    }

    [Test]
    public void The_state_can_be_taken_and_put_back_into_another_generator()
    {
        using var generator = new torch.Generator(5);
        rand([3], generator: generator);
        var state = generator.get_state();
        var next = randn([5], generator: generator);
        using var restored = new torch.Generator(99);
        restored.set_state(state);
        Assert.That(randn([5], generator: restored).Equals(next), Is.True);
    }

    [Test]
    public void Own_generators_leave_the_global_one_alone()
    {
        manual_seed(1);
        var expected = rand(4);
        manual_seed(1);
        using var own = new torch.Generator(7);
        rand([100], generator: own);
        randperm(10, generator: own);
        Assert.That(rand(4).Equals(expected), Is.True);
    }

    [Test]
    public void Every_kind_of_draw_takes_a_generator()
    {
        Func<torch.Generator, Tensor>[] draws =
        [
            g => rand([6], generator: g), g => randn([6], generator: g), g => randint(9, new long[] { 6 }, generator: g),
            g => randperm(20, generator: g), g => empty(6).uniform_(-1, 1, g), g => empty(6).normal_(0, 1, g),
            g => empty(20).bernoulli_(0.5, g), g => empty(6).exponential_(1, g), g => bernoulli(full([20], 0.5f), g),
            g => multinomial(ones(20), 6, generator: g),
        ];
        Assert.Multiple(() =>
        {
            foreach (var draw in draws)
            {
                using var a = new torch.Generator(3);
                using var b = new torch.Generator(3);
                Assert.That(draw(a).Equals(draw(b)), Is.True);
                Assert.That(draw(a).Equals(draw(new torch.Generator(4))), Is.False);
            }
        });
    }

    [Test]
    public void Seeds_are_64_bits()
    {
        using var generator = new torch.Generator(ulong.MaxValue - 1);
        Assert.That((ulong)generator.initial_seed(), Is.EqualTo(ulong.MaxValue - 1));
        Assert.That(generator.manual_seed(-5).initial_seed(), Is.EqualTo(-5));
    }

    [Test]
    public void A_seed_nobody_can_foresee()
    {
        using var generator = new torch.Generator(1);
        long first = generator.seed();
        Assert.That(generator.initial_seed(), Is.EqualTo(first));
        Assert.That(generator.seed(), Is.Not.EqualTo(first));
    }

    [Test]
    public void Global_seed_and_state()
    {
        using var returned = manual_seed(42);
        Assert.That((initial_seed(), returned.initial_seed()), Is.EqualTo((42L, 42L)));
        var state = get_rng_state();
        var expected = rand(3);
        set_rng_state(state);
        Assert.That(rand(3).Equals(expected), Is.True);
    }

    [Test]
    public void A_generator_for_a_missing_device_is_refused()
    {
        Assume.That(cuda.is_available(), Is.False);
        Assert.That(() => new torch.Generator(1, CUDA), Throws.TypeOf<ExternalException>());
    }

    [Test]
    public void A_disposed_generator_is_refused()
    {
        var generator = new torch.Generator(1);
        generator.Dispose();
        Assert.That(() => rand([1], generator: generator), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void A_foreign_state_is_refused()
    {
        using var generator = new torch.Generator(1);
        Assert.That(() => generator.set_state(zeros(3, uint8)), Throws.TypeOf<ExternalException>());
    }
}
