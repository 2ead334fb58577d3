using System.Diagnostics;
using TestSupport;

namespace MtlTorch.Cli.Tests;

/// <summary>A run whose disk becomes full, on a small file system of its own.</summary>
[Platform("Linux", Reason = "Needs a file system of a given size (tmpfs).")]
public sealed class FullDiskTests : FolderTests
{
    private string Disk => Folder["disk"];

    [SetUp]
    public void MountASmallDisk()
    {
        Directory.CreateDirectory(Disk);
        if (!Mount("-t", "tmpfs", "-o", "size=600k", "tmpfs", Disk))
        {
            Assert.Ignore("Mounting a small disk needs root's rights.");
        }
    }

    [TearDown]
    public void Unmount() => Process.Start("umount", [Disk]).WaitForExit();

    [Test]
    public void TheRunStopsWithAMessageAndGoesOnOnceThereIsRoom()
    {
        using var cli = new Cli();
        var run = Path.Combine(Disk, "run");
        string[] settings = ["--set", "trainer.epochs=4", "--set", "balancing.kind=uncertainty", "--set", "trainer.diagnosticsEvery=1"];
        Assert.That(cli.Run(["train", "sound.json", "--run-dir", "whole", .. settings]).ExitCode, Is.Zero);

        // One checkpoint of this model takes about 150 kB: best, last, and the one before fit; a fourth does not.
        var outcome = cli.Run(["train", "sound.json", "--run-dir", run, .. settings]);

        Assert.That(outcome.ExitCode, Is.EqualTo(1), outcome.Text);
        Assert.That(outcome.Error, Does.Match($@"^error: The checkpoint after epoch \d cannot be written: No space left on device : .*\. The one before is kept: make room, then `mtl train --resume {run}`\.\n"));
        Assert.That(outcome.Text, Does.Not.Contain("   at "), "no stack trace");
        Assert.That(Directory.GetDirectories(Path.Combine(run, "checkpoints"), "*.part"), Is.Empty, "what is half-written takes up no room");

        Assert.That(Mount("-o", "remount,size=10m", Disk));
        var resumed = cli.Run("train", "--resume", run);

        Assert.That(resumed.ExitCode, Is.Zero, resumed.Text);
        Assert.That(ChildRun.Substance(run), Is.EqualTo(ChildRun.Substance("whole")));
    }

    private static bool Mount(params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo("mount", args) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
