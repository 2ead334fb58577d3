using System.Diagnostics;

namespace MtlTorch.Training.Replicas;

/// <summary>
/// The thread of one replica: it waits for work, does it, and says so. Tensors that it makes live until the work that begins the next step. It starts with the first work.
/// </summary>
internal sealed class ReplicaThread : IDisposable
{
    /// <summary>
    /// Work comes every few milliseconds, and who waits for it looks for it that long before it sleeps. A processor without work is lent to others by the host of a virtual machine,
    /// and comes back later than the work does. Whoever else wants the processor here gets it meanwhile.
    /// </summary>
    private static readonly TimeSpan Wakefulness = TimeSpan.FromMilliseconds(20);

    private readonly ManualResetEventSlim begun = new(false);
    private readonly ManualResetEventSlim ended = new(true);
    private readonly Thread thread;
    private Action? work;
    private Exception? failure;
    private volatile bool isOver;
    private bool isFirst;
    private bool isStarted;

    public ReplicaThread(int number)
    {
        thread = new Thread(Live) { IsBackground = true, Name = $"replica {number}" };
    }

    /// <summary>Begins a piece of work.</summary>
    /// <param name="action">The work.</param>
    /// <param name="isFirstOfStep">Whether what was made in the step before can go.</param>
    public void Begin(Action action, bool isFirstOfStep)
    {
        (work, isFirst) = (action, isFirstOfStep);
        if (!isStarted)
        {
            isStarted = true;
            thread.Start();
        }

        ended.Reset();
        begun.Set();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>What went wrong; null if nothing did.</returns>
    public Exception? End()
    {
        Await(ended);
        return failure;
    }

    /// <summary>Ends the thread.</summary>
    public void Dispose()
    {
        isOver = true;
        begun.Set();
        if (isStarted)
        {
            thread.Join();
        }

        begun.Dispose();
        ended.Dispose();
    }

    private static void Await(ManualResetEventSlim signal)
    {
        var since = Stopwatch.GetTimestamp();
        while (!signal.IsSet && Stopwatch.GetElapsedTime(since) < Wakefulness)
        {
            Thread.Yield();
        }

        signal.Wait();
    }

    private void Live()
    {
        var scope = torch.NewDisposeScope();
        while (true)
        {
            Await(begun);
            begun.Reset();
            if (isOver)
            {
                break;
            }

            if (isFirst)
            {
                scope.Dispose();
                scope = torch.NewDisposeScope();
            }

            Do();
            ended.Set();
        }

        scope.Dispose();
    }

    private void Do()
    {
        failure = null;
        try
        {
            work!();
        }
        catch (Exception e)
        {
            failure = e;
        }
    }
}
