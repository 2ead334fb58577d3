using System.Diagnostics;
using System.Runtime.Versioning;
using TestSupport;

namespace MtlTorch.Cli.Tests;

/// <summary>The launcher's decision to build, with a dotnet that only notes what it is asked for.</summary>
[Platform(Exclude = "Win", Reason = "A shell script.")]
[UnsupportedOSPlatform("windows")]
public sealed class LauncherTests
{
    private const string Dotnet = """
        #!/usr/bin/env bash
        if [ "$1" = build ]; then
            sleep 0.2
            echo built >>"$(dirname "$2")/../builds"
            echo "  MtlTorch.Cli -> $2.dll"
        else
            echo "ran $*"
            echo "${OMP_WAIT_POLICY-none} ${GOMP_SPINCOUNT-none}" >"$(dirname "$0")/waiting"
        fi
        """;

    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeACheckout()
    {
        folder = new TemporaryFolder();
        Script("bin/dotnet", Dotnet);
        Script("checkout/mtl", File.ReadAllText(Path.Combine(Repository.Root, "mtl")));
        Script("checkout/scripts/build.sh", File.ReadAllText(Path.Combine(Repository.Root, "scripts", "build.sh")));
        Script("checkout/scripts/setup.sh", "#!/usr/bin/env bash\n");
        folder.Write("checkout/src/Program.cs", "");
        folder.Write("checkout/Directory.Build.props", "");
        folder.Write("checkout/global.json", "");
    }

    [TearDown]
    public void RemoveIt() => folder.Dispose();

    [Test]
    public void BuildsOnceAndPassesTheArgumentsOn()
    {
        Launch("checkout");

        Assert.Multiple(() =>
        {
            Assert.That(Launch("checkout", "train", "a b.json"), Is.EqualTo($"ran {folder["checkout/src/MtlTorch.Cli.dll"]} train a b.json"));
            Assert.That(Builds("checkout"), Is.EqualTo(1));
        });
    }

    [TestCase("src/Program.cs")]
    [TestCase("Directory.Build.props")]
    [TestCase("global.json")]
    public void BuildsAgainAfterAChange(string file)
    {
        Launch("checkout");
        File.SetLastWriteTimeUtc(folder[$"checkout/{file}"], DateTime.UtcNow.AddSeconds(1));

        Launch("checkout");

        Assert.That(Builds("checkout"), Is.EqualTo(2));
    }

    [Test]
    public void ACheckoutThatWasMovedRunsItsOwnProgram()
    {
        Launch("checkout");
        Directory.Move(folder["checkout"], folder["moved"]);

        Assert.That(Launch("moved"), Is.EqualTo($"ran {folder["moved/src/MtlTorch.Cli.dll"]}"));
    }

    [Test]
    public void OfLaunchersThatStartAtOnceOneBuilds()
    {
        Parallel.For(0, 4, _ => Launch("checkout"));

        Assert.That(Builds("checkout"), Is.EqualTo(1));
    }

    [Test]
    public void OtherUsersMayRunWhatOneBuilt()
    {
        Launch("checkout");

        Assert.That(File.GetUnixFileMode(folder["checkout/artifacts/mtl.built"]).HasFlag(UnixFileMode.OtherRead), Is.True);
    }

    [TestCase(null, null, "none 1000")]
    [TestCase(null, "77", "none 77")]
    [TestCase("PASSIVE", null, "PASSIVE none")]
    public void ThreadsWaitShortlyUnlessTheUserSaysOtherwise(string? policy, string? turns, string seen)
    {
        Launch("checkout", [("OMP_WAIT_POLICY", policy), ("GOMP_SPINCOUNT", turns)]);

        Assert.That(File.ReadAllText(folder["bin/waiting"]).TrimEnd(), Is.EqualTo(seen));
    }

    private int Builds(string checkout) => File.ReadAllLines(folder[$"{checkout}/builds"]).Length;

    private string Launch(string checkout, params string[] args) => Launch(checkout, [], args);

    private string Launch(string checkout, (string Name, string? Value)[] variables, params string[] args)
    {
        var start = new ProcessStartInfo(folder[$"{checkout}/mtl"], args) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd().TrimEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, error.Result);
        return output;
    }

    private void Script(string name, string text)
    {
        var path = folder.Write(name, text.ReplaceLineEndings("\n"));
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }
}
