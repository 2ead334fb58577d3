namespace MtlTorch.Training.Replicas;

/// <summary>
/// The thread of one replica: it waits for work, does it, and says so. Tensors that it makes live until the work that begins the next step. It starts with the first work.
/// </summary>
internal sealed class ReplicaThread : IDisposable
{
    // Work comes every few milliseconds: a moment of looking for it is cheaper than being woken, and short enough for a busy machine.
    private const int Spins = 200;

    private readonly ManualResetEventSlim begun = new(false, Spins);
    private readonly ManualResetEventSlim ended = new(true, Spins);
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
        ended.Wait();
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

    private void Live()
    {
        var scope = torch.NewDisposeScope();
        while (true)
        {
            begun.Wait();
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
