using System.Diagnostics;
using Parity.Tests.Product;

namespace SystemTorch.Tests.Lifetimes;

public sealed class TrainingLifetimeTests
{
    [Test, Category("Slow")]
    public void Two_thousand_steps_end_with_the_tensors_and_the_memory_they_began_with()
    {
        using var run = new Training();
        FillTheNursery(run);
        long tensors = LiveTensors.Count;
        long memory = ResidentBytes();
        run.Steps(2000, inScope: true);
        Assert.Multiple(() =>
        {
            Assert.That(LiveTensors.Count, Is.EqualTo(tensors));
            Assert.That(ResidentBytes(), Is.EqualTo(memory).Within(10).Percent);
        });
    }

    [Test]
    public void Without_a_scope_the_collector_frees_the_tensors()
    {
        using var run = new Training();
        run.Steps(20, inScope: false);
        long tensors = Live.CountAfterCollection();
        run.Steps(100, inScope: false);
        Assert.That(Live.CountAfterCollection(), Is.EqualTo(tensors));
    }

    [Test]
    public void Nothing_is_left_of_a_training_run()
    {
        long tensors = Live.CountAfterCollection();
        using (var run = new Training())
            run.Steps(10, inScope: true);
        Assert.That(LiveTensors.Count, Is.EqualTo(tensors));
    }

    // Until its first collection the managed heap grows by what every step leaves behind, up to some 80 MB.
    private static void FillTheNursery(Training run)
    {
        Live.CountAfterCollection();
        int collections = GC.CollectionCount(0);
        while (GC.CollectionCount(0) == collections)
            run.Steps(50, inScope: true);
    }

    private static long ResidentBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    /// <summary>A network of two tasks with its data and optimizer.</summary>
    private sealed class Training : IDisposable
    {
        private readonly TwoTask net = new();
        private readonly Adam optimizer;
        private readonly Tensor images = randn(256, 1, 8, 8);
        private readonly Tensor classes = randint(0, 5, new long[] { 256 });

        public Training() => optimizer = optim.Adam(net.parameters(), 1e-3);

        public void Steps(int count, bool inScope)
        {
            for (int i = 0; i < count; i++)
            {
                using var scope = inScope ? NewDisposeScope() : null;
                Step();
            }
        }

        public void Dispose()
        {
            optimizer.Dispose();
            net.Dispose();
            images.Dispose();
            classes.Dispose();
        }

        private void Step()
        {
            var rows = randperm(256).narrow(0, 0, 64);
            var (predicted, values) = net.call(images.index_select(0, rows));
            var loss = F.cross_entropy(predicted, classes.index_select(0, rows)) + values.square().mean();
            optimizer.zero_grad();
            loss.backward();
            nn.utils.clip_grad_norm_(net.parameters(), 1);
            optimizer.step();
        }
    }
}
