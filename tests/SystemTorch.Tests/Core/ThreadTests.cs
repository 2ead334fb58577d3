using System.Runtime.InteropServices;

namespace SystemTorch.Tests.Core;

/// <summary>The number of intra-op threads holds for every thread, whether it ran before or not.</summary>
public sealed class ThreadTests
{
    private readonly int before = get_num_threads();

    [TearDown]
    public void PutBack() => set_num_threads(before);

    [Test]
    public void The_number_reaches_a_thread_that_already_ran()
    {
        using var thread = new Worker();
        var seen = new List<int>();
        foreach (int count in new[] { 4, 2, 3 })
        {
            set_num_threads(count);
            seen.Add(thread.Ask(ThreadsUsed));
        }
        Assert.That(seen, Is.EqualTo(new[] { 4, 2, 3 }));
    }

    [Test]
    public void The_number_reaches_a_new_thread()
    {
        set_num_threads(3);
        using var thread = new Worker();
        Assert.That(thread.Ask(ThreadsUsed), Is.EqualTo(3));
    }

    [Test]
    public void A_number_below_one_changes_nothing()
    {
        Assert.That(() => set_num_threads(-1), Throws.TypeOf<ExternalException>());
        Assert.That(get_num_threads(), Is.EqualTo(before));
    }

    [Test]
    public void There_are_interop_threads() => Assert.That(get_num_interop_threads(), Is.Positive);

    private static int ThreadsUsed()
    {
        using var sum = ones(1) + ones(1);
        return get_num_threads();
    }

    /// <summary>A thread that answers questions until it is disposed of.</summary>
    private sealed class Worker : IDisposable
    {
        private readonly Thread thread;
        private readonly SemaphoreSlim asked = new(0);
        private readonly SemaphoreSlim answered = new(0);
        private Func<int>? question;
        private int answer;

        public Worker()
        {
            thread = new Thread(Run);
            thread.Start();
        }

        public int Ask(Func<int> next)
        {
            question = next;
            asked.Release();
            answered.Wait();
            return answer;
        }

        public void Dispose()
        {
            question = null;
            asked.Release();
            thread.Join();
            asked.Dispose();
            answered.Dispose();
        }

        private void Run()
        {
            while (true)
            {
                asked.Wait();
                if (question is null)
                    return;
                answer = question();
                answered.Release();
            }
        }
    }
}
