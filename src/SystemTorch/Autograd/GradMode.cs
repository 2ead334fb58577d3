namespace TorchSharp;

public static partial class torch
{
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => NativeError.Check(Native.st_grad_enabled()) != 0;

    /// <summary>Recording of the graph, on or off while it lives.</summary>
    private sealed class GradMode : IDisposable
    {
        private readonly int before = NativeError.Check(Native.st_grad_enabled());
        private readonly int thread = Environment.CurrentManagedThreadId;

        internal GradMode(bool enabled) => Native.st_set_grad_enabled(enabled ? 1 : 0);

        public void Dispose()
        {
            // The mode is each native thread's own: left after an await on another thread, it would be wrong on both.
            if (thread != Environment.CurrentManagedThreadId)
                throw new InvalidOperationException("The mode of gradient recording was entered on another thread.");
            Native.st_set_grad_enabled(before);
        }
    }
}
