namespace TorchSharp;

/// <summary>Anomaly detection while it lives: a failing backward tells which forward made its node.</summary>
public class AnomalyMode : IDisposable
{
    private const int EnabledBit = 1;
    private const int CheckNaNBit = 2;

    private readonly int before = Current;

    public AnomalyMode(bool enabled, bool check_nan = true)
        => NativeError.Check(Native.st_set_anomaly_mode(enabled ? 1 : 0, check_nan ? 1 : 0));

    public static bool IsEnabled => (Current & EnabledBit) != 0;

    public static bool ShouldCheckNaN => (Current & CheckNaNBit) != 0;

    private static int Current => NativeError.Check(Native.st_anomaly_mode());

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
        => NativeError.Check(Native.st_set_anomaly_mode(before & EnabledBit, (before & CheckNaNBit) == 0 ? 0 : 1));
}
