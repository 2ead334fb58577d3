namespace MtlTorch.Cli.Tests;

/// <summary>The key "precision", seen from the shell.</summary>
public sealed class PrecisionTests
{
    [Test]
    public void Fp16OnTheCpuIsWrongUsageAndLeavesNothing()
    {
        using var cli = new Cli();

        var outcome = cli.Run("train", "sound.json", "--run-dir", "run", "--set", "precision=fp16", "--device", "cpu");

        Assert.That(outcome.ExitCode, Is.EqualTo(2));
        Assert.That(outcome.Error, Does.Contain("precision").And.Contains("needs a GPU").And.Contains("\"bf16\""));
        Assert.That(Directory.Exists(cli.Folder["run"]), Is.False);
    }

    [Test]
    public void AnUnknownPrecisionIsNamedWithTheKnownOnes()
    {
        using var cli = new Cli();

        var outcome = cli.Run("config", "check", "sound.json", "--set", "precision=fp8");

        Assert.That(outcome.ExitCode, Is.EqualTo(2));
        Assert.That(outcome.Error, Does.Contain("fp32, bf16, fp16"));
    }

    [Test]
    public void ARunInBf16IsRepeatedToTheLastDigit()
    {
        using var cli = new Cli();
        Assert.That(cli.Run("train", "sound.json", "--run-dir", "run", "--quiet", "--set", "precision=bf16", "--device", "cpu").ExitCode, Is.Zero);

        var outcome = cli.Run("rerun", "run", "--run-dir", "again");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Text);
    }
}
