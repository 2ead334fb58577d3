using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace MtlTorch.Cli.Tests;

/// <summary>mtl profile, seen from the shell.</summary>
public sealed class ProfileTests
{
    [Test]
    public void InAPipeItIsPlainTables()
    {
        using var cli = new Cli();

        var outcome = cli.Run("profile", "sound.json", "--steps", "6", "--warm-up", "1", "--set", "balancing.kind=\"mgda\"", "--set", "trainer.clipNorm=1", "--set", "threads=1");
        var lines = outcome.Out.Split('\n').Select(line => line.TrimEnd()).ToList();

        Assert.Multiple(() =>
        {
            Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
            Assert.That(outcome.Out, Does.Not.Contain("\u001b"), "no control codes");
            Assert.That(lines[0], Is.EqualTo("sound: 64 training rows; cpu, 1 thread"));
            Assert.That(lines, Has.One.Matches(@"^  trunk\.dense\.layers\.0 +Linear +16 +12,304 +12,288$"));
            Assert.That(lines, Has.One.Matches(@"^heads\.shape +68 +64$"), "with the sum of each part");
            Assert.That(lines, Has.One.Matches(@"^all +12,389 +12,368$"));
            Assert.That(lines, Has.One.Matches(@"^estimate of a training step +\d+\.\d$"));
            foreach (var phase in new[] { "data", "forward", "backward", "  shared part, shape", "  shared part, size", "balancing", "clipping", "optimizer", "other" })
            {
                Assert.That(lines, Has.One.Matches($@"^{phase} +\d+\.\d\d\d +\d+\.\d %$"), phase);
            }

            Assert.That(lines, Has.One.Matches(@"^step +\d+\.\d\d\d +100\.0 %$"));
            Assert.That(lines, Has.One.Matches(@"^6 steps after 1 to warm up: \d+\.\d steps/s, [\d,]+ rows/s, \d+\.\d\d GFLOP/s$"));
            Assert.That(lines, Has.One.Matches(@"^evaluation: 32 validation rows in 0\.\d{3} s, [\d,]+ rows/s$"));
            Assert.That(cli.Created, Is.Empty);
        });
    }

    [Test]
    public void AsJsonTheFiguresHoldTogether()
    {
        using var cli = new Cli();
        var outcome = cli.Run("profile", "sound.json", "--steps", "40", "--format", "json");
        var profile = JsonNode.Parse(outcome.Out)!;
        var training = profile["training"]!;
        var phases = training["phases"]!.AsObject().Where(p => p.Value is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.Number).Sum(p => (double)p.Value!);
        var seconds = (double)training["seconds"]!;

        Assert.Multiple(() =>
        {
            Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
            Assert.That((int)training["steps"]!, Is.EqualTo(40));
            Assert.That((int)training["rows"]!, Is.EqualTo(40 * 16));
            Assert.That(phases, Is.EqualTo(seconds).Within(0.02 * seconds), "ten epochs long the phases are all that takes time");
            Assert.That((double)training["samplesPerSecond"]!, Is.EqualTo(640 / seconds).Within(1e-6));
            Assert.That((double)training["gigaflopsPerSecond"]!, Is.EqualTo(6e-9 * 12_368 * 640 / seconds).Within(1e-9));
            Assert.That((long)profile["multiplyAdds"]!, Is.EqualTo(profile["modules"]!.AsArray().Sum(m => (long)m!["multiplyAdds"]!)));
            Assert.That((long)profile["parameters"]!, Is.EqualTo(profile["modules"]!.AsArray().Sum(m => (long)m!["parameters"]!)));
            Assert.That((long)profile["memory"]!["estimate"]!["data"]!, Is.EqualTo((64 + 32) * ((3 * 16 * 16 * 4) + 8 + 8 + 4)));
            Assert.That(cli.Created, Is.Empty);
        });
    }

    [Test]
    public void ADivergingTrainingIsALine()
    {
        using var cli = new Cli();

        var outcome = cli.Run("profile", "sound.json", "--set", "optimizer={\"kind\": \"sgd\", \"lr\": 1e6}");

        Assert.That((outcome.ExitCode, outcome.Out), Is.EqualTo((1, "")));
        Assert.That(outcome.Error, Does.Match(@"^error: The loss of task '\w+' became .*\n$"));
        Assert.That(cli.Created, Is.Empty);
    }

    [Test]
    public void AWrongConfigurationIsExplainedAsInTrain()
    {
        using var cli = new Cli();

        Assert.That(cli.Run("profile", "sound.json", "--set", "trainer.epochs=0").Error, Is.EqualTo(cli.Run("train", "sound.json", "--set", "trainer.epochs=0").Error));
    }

    /// <summary>
    /// In a process of its own, in which nothing else was at work. What shapes do not tell (packed weights, padded channels, buffers of
    /// the libraries) is at most two thirds of what they do.
    /// </summary>
    [TestCase("a perceptron with large batches", """{"kind": "mlp", "hidden": [2048, 1024]}""", "adam", 4096)]
    [TestCase("a LeNet", """{"kind": "lenet"}""", "sgd", 4096)]
    [TestCase("a LeNet and a method that looks at gradients", """{"kind": "lenet"}""", "sgd", 4096, "mgda")]
    [Platform(Include = "Linux", Reason = "Elsewhere the peak is that of the whole process.")]
    public void TheEstimateOfMemoryIsNearTheMeasuredPeak(string what, string trunk, string optimizer, int batchSize, string balancing = "equal")
    {
        using var cli = new Cli();
        var (code, output) = Separately(
            "profile", "sound.json", "--steps", "2", "--warm-up", "1", "--format", "json", "--set", "data.train=4096", "--set", "threads=1",
            "--set", $"model.trunk={trunk}", "--set", $"optimizer.kind={optimizer}", "--set", $"trainer.batchSize={batchSize}", "--set", $"balancing.kind={balancing}",
            "--set", "data.imageSize=24");
        Assert.That(code, Is.Zero, output);
        var memory = JsonNode.Parse(output)!["memory"]!;
        var (estimate, measured) = ((double)memory["estimate"]!["trainingTotal"]!, (double)memory["training"]! - (double)memory["before"]!);

        Assert.That(estimate / measured, Is.InRange(0.5, 1.3), $"{what}: {estimate / 1e6:0} MB estimated, {measured / 1e6:0} MB measured");
    }

    [Test, Platform(Exclude = "Win", Reason = "Signals are sent with kill.")]
    public async Task CtrlCEndsItWithoutOutput()
    {
        using var cli = new Cli();
        // Signals that come before the command listens must not end the tests.
        using var shield = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        var run = Task.Run(() => cli.Run("profile", "sound.json", "--steps", "1000000"));
        while (!run.IsCompleted)
        {
            await Task.Delay(200);
            using var kill = Process.Start("kill", ["-s", "INT", $"{Environment.ProcessId}"]);
            await kill.WaitForExitAsync();
        }

        Assert.That(await run, Is.EqualTo(new Outcome(130, "", "Stopping after this step; again to stop at once.\n")));
        Assert.That(cli.Created, Is.Empty);
    }

    private static (int Code, string Output) Separately(params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(CommandLineApp).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? output : error.Result);
    }
}
