using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace MtlTorch.Cli.Tests;

/// <summary>Standard streams that cannot be written: a closed terminal, a full disk.</summary>
public sealed class LostOutputTests
{
    [Test]
    public void ARunGoesOnWithoutThem()
    {
        using var cli = new Cli();

        var code = CommandLineApp.Run(["train", "sound.json", "--run-dir", "run"], Broken());

        Assert.Multiple(() =>
        {
            Assert.That(code, Is.Zero);
            Assert.That(JsonNode.Parse(File.ReadAllText(Path.Combine("run", "result.json")))!["status"]!.GetValue<string>(), Is.EqualTo("completed"));
        });
    }

    [Test]
    public void AVerbThatOnlyWritesFails()
    {
        using var cli = new Cli();

        Assert.That(CommandLineApp.Run(["config", "show", "sound.json"], Broken()), Is.EqualTo(1));
    }

    [Test]
    public void AnErrorThatCannotBeToldKeepsItsExitCode()
    {
        using var cli = new Cli();

        Assert.That(CommandLineApp.Run(["config", "check", "none.json"], Broken()), Is.EqualTo(2));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "A redirection of the shell.")]
    public void AFileThatSeveralWriteToKeepsWhatEachWrote()
    {
        using var cli = new Cli();
        var mtl = $"dotnet '{typeof(CommandLineApp).Assembly.Location}'";

        using var shell = Process.Start("bash", ["-c", $"({mtl} list data; {mtl} train none.json; {mtl} list data) > all.txt 2>&1"]);
        shell.WaitForExit();

        var once = cli.Run("list", "data").Out.Split('\n').Where(l => l.Length > 0).Select(l => l.TrimEnd()).ToList();
        Assert.That(File.ReadLines("all.txt").Where(l => l.Length > 0).Select(l => l.TrimEnd()), Is.EqualTo(once
            .Append(File.ReadLines("all.txt").Single(l => l.StartsWith("none.json:1:1", StringComparison.Ordinal)))
            .Append("1 error; nothing was started.")
            .Concat(once)));
    }

    private static Terminal Broken() => new(new LenientWriter(new FullDisk()), new LenientWriter(new FullDisk()) { Lenient = true }, interactive: false);

    private sealed class FullDisk : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("No space left on device");
    }
}
