namespace MtlTorch.Cli.Tests;

/// <summary>mtl report, seen from the shell.</summary>
public sealed class ReportTests
{
    [Test]
    public void OneRunGetsItsReportAgain()
    {
        using var cli = new Cli();
        cli.Run("train", "sound.json", "--run-dir", "run", "--quiet");
        var page = Path.Combine("run", "report.html");
        var before = File.ReadAllText(page);
        File.Delete(page);

        var outcome = cli.Run("report", "run");

        Assert.That((outcome.ExitCode, outcome.Text), Is.EqualTo((0, $"{page}\n")));
        Assert.That(File.ReadAllText(page), Is.EqualTo(before));
    }

    [TestCase(null, "compare.html")]
    [TestCase("both.html", "both.html")]
    public void SeveralRunsAreCompared(string? output, string page)
    {
        using var cli = new Cli();
        cli.Run("train", "sound.json", "--run-dir", "a", "--quiet", "--set", "trainer.epochs=1");
        cli.Run("train", "sound.json", "--run-dir", "b", "--quiet", "--set", "trainer.epochs=1");

        var outcome = cli.Run(["report", "a", "b", .. output is null ? Array.Empty<string>() : ["--out", output]]);

        Assert.That((outcome.ExitCode, outcome.Text), Is.EqualTo((0, $"{page}\n")));
        Assert.That(File.ReadAllText(page), Does.Contain("Comparison of 2 runs").And.EndWith("</html>\n"));
    }

    [Test]
    public void AFolderThatIsNoRunIsRefused()
    {
        using var cli = new Cli();

        var outcome = cli.Run("report", "nowhere");

        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((2, "error: RUN: nowhere is not the folder of a run: it has no resolved.json.\n")));
    }

    [Test]
    public void AnOutputThatCannotBeIsRefused()
    {
        using var cli = new Cli();
        cli.Folder.Write("run/resolved.json", "{}");

        var outcome = cli.Run("report", "run", "--out", Path.Combine("missing", "page.html"));

        Assert.That(outcome.ExitCode, Is.EqualTo(2));
        Assert.That(outcome.Error, Does.StartWith("error: --out: ").And.Contain("cannot be written"));
    }
}
