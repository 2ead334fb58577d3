using System.Diagnostics;
using MtlTorch.Cli.Diagnosis;

namespace MtlTorch.Cli.Tests;

/// <summary>How long threads spin while they wait, as OpenMP itself says it, in a process of its own.</summary>
public sealed class WaitPolicyTests
{
    [Test]
    [Platform("Linux", Reason = "The variables are those of GNU's OpenMP.")]
    public void ThreadsSpinShortlyUnlessTheUserSaysOtherwise()
    {
        if (Libraries.Find("systemtorch") is null && typeof(torch).Assembly.GetName().Name != "SystemTorch")
        {
            Assert.Ignore("TorchSharp's packages: there the launcher sets the variable.");
        }

        Assert.Multiple(() =>
        {
            Assert.That(Spins(), Is.EqualTo("1000"));
            Assert.That(Spins(("GOMP_SPINCOUNT", "77")), Is.EqualTo("77"));
            Assert.That(Spins(("OMP_WAIT_POLICY", "PASSIVE")), Is.EqualTo("0"));
        });
    }

    [TestCase(null, null, "spin long")]
    [TestCase(null, "1000", "spin 1000 times")]
    [TestCase("PASSIVE", null, "sleep")]
    [TestCase("ACTIVE", null, "spin (OMP_WAIT_POLICY=ACTIVE)")]
    public void DoctorSaysWhatWaitingThreadsDo(string? policy, string? turns, string found)
    {
        var finding = Machine.Waiting(policy, turns);

        Assert.That(finding.Found, Does.StartWith(found));
        Assert.That(finding.Advice is null, Is.EqualTo(policy == "PASSIVE" || turns is not null));
    }

    /// <summary>GOMP_SPINCOUNT as OpenMP shows it when it is loaded.</summary>
    private static string? Spins(params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLineApp).Assembly.Location, "doctor"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("OMP_WAIT_POLICY");
        start.Environment.Remove("GOMP_SPINCOUNT");
        start.Environment["OMP_DISPLAY_ENV"] = "VERBOSE";
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var lines = process.StandardError.ReadToEnd().Split('\n');
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, output.Result);
        return lines.FirstOrDefault(line => line.Contains("GOMP_SPINCOUNT", StringComparison.Ordinal))?.Split('\'')[1];
    }
}
