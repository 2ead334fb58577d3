using System.Text.RegularExpressions;
using TestSupport;

namespace MtlTorch.Cli.Tests;

/// <summary>What the command line says about itself.</summary>
public sealed class HelpTests
{
    private static readonly string[][] Verbs = [[], ["train"], ["cv"], ["sweep"], ["sweep", "show"], ["sweep", "best"], ["ensemble"], ["predict"], ["profile"], ["evaluate"], ["compare"], ["status"], ["tail"], ["rerun"], ["report"], ["config"], ["config", "check"], ["config", "show"], ["config", "schema"], ["list"], ["explain"], ["doctor"]];

    [TestCaseSource(nameof(Verbs))]
    public void EveryVerbExplainsItself(params string[] verb)
    {
        using var cli = new Cli();
        var outcome = cli.Run([.. verb, "--help"]);

        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));

        // Help names the running program; under test that is the test host.
        var text = Regex.Replace(outcome.Out, @"(?<=Usage:\n  )\S+", "mtl");
        Approved.Text($"help/{(verb.Length == 0 ? "mtl" : string.Join('-', verb))}", text);
    }

    [TestCase("trian")]
    [TestCase("train")]
    [TestCase("--device", "cpu", "train")]
    [TestCase("train", "a.json", "--epochs", "3")]
    [TestCase("train", "a.json", "b.json")]
    [TestCase("train", "a.json", "--quite")]
    [TestCase("evaluate", "run", "--split", "tset")]
    [TestCase("profile", "a.json", "--steps", "0")]
    [TestCase("profile", "a.json", "--warm-up", "-1")]
    [TestCase("profile", "a.json", "--steps", "ten")]
    [TestCase("profile", "a.json", "--format", "xml")]
    [TestCase("compare")]
    [TestCase("compare", "runs", "--format", "xml")]
    public void AWrongCommandLineIsExplainedAndCreatesNothing(params string[] args)
    {
        using var cli = new Cli();

        var outcome = cli.Run(args);

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(2));
            Assert.That(outcome.Out, Is.Empty);
            Assert.That(cli.Created, Is.Empty);
        });
        Approved.Text($"usage/{string.Join('-', args.Select(a => a.TrimStart('-')))}", outcome.Error);
    }

    [Test]
    public void VersionIsOneLine()
    {
        using var cli = new Cli();

        Assert.That(cli.Run("--version").ExitCode, Is.Zero);
    }
}
