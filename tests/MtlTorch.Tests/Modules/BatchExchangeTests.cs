using MtlTorch.Modules;

namespace MtlTorch.Tests.Modules;

public sealed class BatchExchangeTests
{
    [Test]
    public void TheMeanOfAllRowsIsToldToEveryReplica()
    {
        var exchange = new BatchExchange(3);
        exchange.Open([2, 1, 5]);
        var means = new float[3][];

        Parallel(3, i =>
        {
            // Later ones ask first; the order of the sum is that of the replicas.
            Thread.Sleep(10 * (2 - i));
            using var scope = torch.NewDisposeScope();
            using var first = exchange.Views[i].Mean(torch.tensor(new float[] { i, 10 * i }));
            means[i] = exchange.Views[i].Mean(first).data<float>().ToArray();
        });
        exchange.Close();

        var expected = new[] { (1f * 1 / 8) + (2f * 5 / 8), (10f * 1 / 8) + (20f * 5 / 8) };
        Assert.That(means, Is.All.EqualTo(expected));
    }

    [Test]
    public void ClosedItKnowsOnlyTheRowsAtHand()
    {
        using var mean = torch.tensor(new float[] { 3 });
        using var told = new BatchExchange(2).Views[1].Mean(mean);

        Assert.That(told.item<float>(), Is.EqualTo(3));
    }

    [Test]
    public void NobodyWaitsForAReplicaThatFailed()
    {
        var exchange = new BatchExchange(2);
        exchange.Open([1, 1]);
        Exception? caught = null;

        Parallel(2, i =>
        {
            if (i == 1)
            {
                Thread.Sleep(20);
                exchange.Break();
                return;
            }

            try
            {
                using var mean = torch.tensor(new float[] { 3 });
                exchange.Views[0].Mean(mean);
            }
            catch (BrokenExchangeException e)
            {
                caught = e;
            }
        });

        Assert.That(caught, Is.Not.Null);
    }

    private static void Parallel(int count, Action<int> work)
    {
        var threads = Enumerable.Range(0, count).Select(i => new Thread(() => work(i))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => Assert.That(thread.Join(TimeSpan.FromSeconds(30))));
    }
}
