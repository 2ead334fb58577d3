namespace SystemTorch.Tests.Lifetimes;

/// <summary>How many native references managed tensors hold.</summary>
internal static class Live
{
    /// <summary>Counted when all that is unreachable has been finalized.</summary>
    public static long CountAfterCollection()
    {
        // What a finalizer lets go of may have finalizers of its own.
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return LiveTensors.Count;
    }
}
