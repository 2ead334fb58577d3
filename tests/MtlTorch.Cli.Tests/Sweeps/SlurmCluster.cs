using System.Diagnostics;
using System.Runtime.Versioning;
using TestSupport;

namespace MtlTorch.Cli.Tests.Sweeps;

/// <summary>A real Slurm on this machine (tests/slurm/start.sh), gone afterwards with all its jobs.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SlurmCluster : IDisposable
{
    private const int CannotBe = 77;

    private readonly TemporaryFolder folder;

    private SlurmCluster(TemporaryFolder folder)
    {
        this.folder = folder;
        Environment.SetEnvironmentVariable("SLURM_CONF", folder["slurm", "slurm.conf"]);
    }

    /// <summary>Starts it; the test is skipped where that cannot be.</summary>
    public static SlurmCluster Start()
    {
        var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var (code, _, error) = Run(Repository.File("tests", "slurm", "start.sh"), folder["slurm"]);
        if (code == 0)
        {
            return new SlurmCluster(folder);
        }

        folder.Dispose();
        if (code == CannotBe)
        {
            Assert.Ignore($"A real Slurm cannot be started here. {error.Trim()}");
        }

        throw new InvalidOperationException($"tests/slurm/start.sh: {error}");
    }

    /// <summary>All that runs on the node is gone at once, slurmd too.</summary>
    public void KillNode() => Node("kill");

    /// <summary>slurmd alone is gone; what it started goes on.</summary>
    public void KillDaemon() => Node("kill-slurmd");

    /// <summary>The node is back.</summary>
    public void StartNode() => Node("start");

    /// <summary>Ends all jobs, and waits for it: what a test left must not hold up the next one.</summary>
    public void Clear()
    {
        Command("scancel", "--me");
        Assert.That(() => Command("squeue", "--noheader", "--me"), Is.Empty.After(60_000, 300));
    }

    /// <summary>Runs one of Slurm's commands as a user would.</summary>
    public string Command(string name, params string[] arguments)
    {
        var (code, output, error) = Run(name, arguments);
        Assert.That((code, error), Is.EqualTo((0, "")), $"{name} {string.Join(' ', arguments)}");
        return output.Trim();
    }

    public void Dispose()
    {
        Run(Repository.File("tests", "slurm", "stop.sh"), folder["slurm"]);
        Environment.SetEnvironmentVariable("SLURM_CONF", null);
        folder.Dispose();
    }

    private void Node(string what)
    {
        var (code, _, error) = Run(Repository.File("tests", "slurm", "node.sh"), folder["slurm"], what);
        Assert.That(code, Is.Zero, error);
    }

    private static (int Code, string Output, string Error) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
