namespace TestSupport;

/// <summary>Counts the tensors that were made on this thread and not disposed of yet.</summary>
public static class LiveTensors
{
    public static long Count => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    /// <summary>How many more there are after an action, which must run on this thread alone.</summary>
    public static long LeftBy(Action action)
    {
        var before = Count;
        action();
        return Count - before;
    }
}
