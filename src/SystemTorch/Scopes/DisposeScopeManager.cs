namespace TorchSharp;

/// <summary>The dispose scopes of the threads.</summary>
public class DisposeScopeManager
{
    // One thread-local look-up per tensor: scope and statistics lie together.
    [ThreadStatic]
    private static ThreadState ofThread;

    public static ThreadDisposeScopeStatistics Statistics => OfThread.Statistics;

    internal static ThreadState OfThread
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ofThread ?? NewState();
    }

    private static ThreadState NewState() => ofThread = new ThreadState();

    /// <summary>What is known of one thread.</summary>
    internal sealed class ThreadState
    {
        internal readonly ThreadDisposeScopeStatistics Statistics = new();

        /// <summary>The innermost open scope, or null.</summary>
        internal DisposeScope Current;

        /// <summary>Empty slots that scopes have left, for the next ones: as many as were ever open at once.</summary>
        internal readonly Stack<IDisposable[]> SpareSlots = new();
    }
}
