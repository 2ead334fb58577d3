using System.Runtime.InteropServices;

namespace MtlTorch.Cli;

/// <summary>
/// Turns the first Ctrl-C, SIGTERM or SIGHUP (the terminal or the connection closed) into a request to stop; the second one
/// ends the process as usual, unless it is patient. What the caller ignores, as nohup does SIGHUP, stays ignored.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations;
    private readonly Terminal terminal;
    private readonly string remark;
    private readonly bool isPatient;
    private volatile bool signaled;

    /// <param name="terminal">Where the remark goes.</param>
    /// <param name="remark">What to say to the first signal.</param>
    /// <param name="isPatient">Whether further signals say no more than the first one.</param>
    public Interruption(Terminal terminal, string remark = "Stopping after this step and writing a checkpoint; again to stop at once.", bool isPatient = false)
    {
        this.terminal = terminal;
        this.remark = remark;
        this.isPatient = isPatient;
        registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(s => PosixSignalRegistration.Create(s, Handle))];
    }

    public CancellationToken Token => source.Token;

    /// <summary>Whether a signal came.</summary>
    public bool IsSignaled => signaled;

    /// <summary>Asks to stop without a signal; a signal after it is the first one.</summary>
    public void Stop() => source.Cancel();

    public void Dispose()
    {
        registrations.ForEach(r => r.Dispose());
        source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (signaled)
        {
            context.Cancel = isPatient;
            return;
        }

        signaled = true;
        context.Cancel = true;
        source.Cancel();
        terminal.Remark(remark);
    }
}
