using System.Text.Json.Nodes;
using MtlTorch.Cli.Diagnosis;
using TestSupport;

namespace MtlTorch.Cli.Tests;

/// <summary>The verbs that only look: config, list, explain, doctor.</summary>
public sealed class LookingTests
{
    [Test]
    public void ASoundConfigurationIsOk()
    {
        using var cli = new Cli();

        Assert.That(cli.Run("config", "check", "sound.json"), Is.EqualTo(new Outcome(0, "sound.json: ok\n", "")));
    }

    [Test]
    public void EveryMistakeIsALine()
    {
        using var cli = new Cli();
        cli.Folder.Write("broken.json", Cli.Sound.Replace("\"mlp\"", "\"mpl\"", StringComparison.Ordinal).Replace("\"epochs\"", "\"epoch\"", StringComparison.Ordinal));

        var outcome = cli.Run("config", "check", "broken.json");

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(2));
            Assert.That(outcome.Error, Is.EqualTo(
                "broken.json:4:33 $.model.trunk.kind: unknown trunk 'mpl'. Did you mean 'mlp'? Known: conv, lenet, mlp, sparse-encoder, tabular.\n" +
                "broken.json:7:16 $.trainer.epoch: unknown key 'epoch'. Did you mean 'epochs'? Known: epochs, batchSize, labeledPerBatch, evaluationBatchSize, dropLast, sharedRate, frozen, clipNorm, patience, stopAfter, diagnosticsEvery, checkpointEvery, snapshotEvery, select.\n" +
                "2 errors; nothing was started.\n"));
            Assert.That(cli.Created, Is.Empty);
        });
    }

    [Test]
    public void ShowFillsInTheDefaults()
    {
        using var cli = new Cli();

        var shown = JsonNode.Parse(cli.Run("config", "show", "sound.json", "--set", "seed=9").Out)!;

        Assert.Multiple(() =>
        {
            Assert.That(shown["seed"]!.GetValue<int>(), Is.EqualTo(9));
            Assert.That(shown["threads"]!.GetValue<string>(), Is.EqualTo("auto"));
            Assert.That(shown["precision"]!.GetValue<string>(), Is.EqualTo("fp32"));
            Assert.That(shown["balancing"]!["kind"]!.GetValue<string>(), Is.EqualTo("equal"));
            Assert.That(shown["optimizer"]!["beta1"]!.GetValue<double>(), Is.EqualTo(0.9));
        });
    }

    [Test]
    public void ListShowsAGroupOrAll()
    {
        using var cli = new Cli();

        Assert.Multiple(() =>
        {
            Assert.That(cli.Run("list", "optimizer").Out, Does.Match(@"^Optimizers \(\$\.optimizer\)\nkind +what it is *\nadam +Adam\. *\nadamw .*\nsgd .*\n\n$"));
            Assert.That(cli.Run("list").Out, Does.Contain("multi-mnist").And.Contain("lenet").And.Contain("cosine"));
            Assert.That(cli.Run("list", "optimiser"), Is.EqualTo(new Outcome(2, "", "error: GROUP: unknown group 'optimiser'. Did you mean 'optimizer'? Known: data, trunk, codec, sparsity, sharing, task, head, clustering, balancing, regularizer, strategy, optimizer, schedule, parameter, sampler, pruner.\n")));
        });
    }

    [TestCase("lenet")]
    [TestCase("conv")]
    [TestCase("sgd")]
    [TestCase("trainer")]
    public void ExplainSaysEverything(string name)
    {
        using var cli = new Cli();

        Approved.Text($"explain/{name}", TrimLines(cli.Run("explain", name).Out));
    }

    [Test]
    public void ExplainSuggestsWhatWasMeant()
    {
        using var cli = new Cli();

        Assert.That(cli.Run("explain", "lennet").Error, Does.StartWith("error: NAME: unknown name 'lennet'. Did you mean 'lenet'? Known: "));
    }

    [Test]
    public void ExplainWantsAName()
    {
        using var cli = new Cli();

        Assert.That(cli.Run("explain").Error, Does.StartWith("error: NAME: say what to explain. Known: experiment, trainer, "));
    }

    [Test]
    public void AWordWithAnAtSignIsJustAWord()
    {
        using var cli = new Cli();
        cli.Folder.Write("@other.json", Cli.Sound);

        Assert.That(cli.Run("config", "check", "@other.json"), Is.EqualTo(new Outcome(0, "@other.json: ok\n", "")));
    }

    [TestCase("/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3", "OpenBLAS")]
    [TestCase("/opt/torch/lib/libmkl_core.so.2", "Intel MKL")]
    [TestCase("/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11", "reference implementation")]
    public void TheBlasIsKnownByItsFileAndFolder(string path, string name) =>
        Assert.That(Libraries.Blas(["/home/atlas/publish/mtl.dll", path]).Found, Does.StartWith(name));

    [Test]
    public void DoctorLooksTheMachineOver()
    {
        using var cli = new Cli();
        var outcome = cli.Run("doctor");

        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.Zero, outcome.Text);
            foreach (var what in new[] { "MtlTorch", ".NET SDK", "provider", "LibTorch", "BLAS", "CUDA devices", "threads per operation", "waiting threads", "data root" })
            {
                Assert.That(outcome.Out, Does.Contain(what));
            }
        });
    }

    private static string TrimLines(string text) => string.Join('\n', text.Split('\n').Select(line => line.TrimEnd()));
}
