using System.Runtime.InteropServices;

namespace MtlTorch.Cli;

/// <summary>
/// Turns the first Ctrl-C, SIGTERM or SIGHUP (the terminal or the connection closed) into a request to stop; the second one
/// ends the process as usual. What the caller ignores, as nohup does SIGHUP, stays ignored.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations;
    private readonly Terminal terminal;

    public Interruption(Terminal terminal)
    {
        this.terminal = terminal;
        registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(s => PosixSignalRegistration.Create(s, Handle))];
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        registrations.ForEach(r => r.Dispose());
        source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (source.IsCancellationRequested)
        {
            return;
        }

        context.Cancel = true;
        source.Cancel();
        terminal.Remark("Stopping after this step and writing a checkpoint; again to stop at once.");
    }
}
