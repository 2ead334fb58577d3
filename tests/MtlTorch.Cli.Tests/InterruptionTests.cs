using System.Diagnostics;

namespace MtlTorch.Cli.Tests;

[Platform(Exclude = "Win", Reason = "Signals are sent with kill.")]
public sealed class InterruptionTests
{
    [TestCase("INT")]
    [TestCase("TERM")]
    [TestCase("HUP")]
    public void TheFirstSignalAsksToStop(string signal)
    {
        using var error = new StringWriter();
        using var interruption = new Interruption(new Terminal(TextWriter.Null, error, interactive: false));

        using (var kill = Process.Start("kill", ["-s", signal, $"{Environment.ProcessId}"]))
        {
            kill.WaitForExit();
        }

        Assert.That(interruption.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(10)), Is.True);
        Assert.That(() => error.ToString(), Does.StartWith("Stopping after this step").After(10_000, 10));
    }
}
