using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Tests.Configs;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Running;

public sealed class RunFolderTests
{
    private string before = "";
    private TemporaryFolder folder = null!;

    [SetUp]
    public void EnterAFolder()
    {
        folder = new TemporaryFolder();
        before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder.Path;
    }

    [TearDown]
    public void LeaveIt()
    {
        Environment.CurrentDirectory = before;
        folder.Dispose();
    }

    [Test]
    public void ItsNameTellsExperimentTimeAndConfiguration()
    {
        using var experiment = new Experiment();

        var first = RunFolder.Create(experiment.Compose().Config, null, new Clock());

        Assert.That(first.Path, Does.Match(@"^runs[/\\]sound[/\\]20260203-040506-[0-9a-f]{8}$"));
    }

    [Test]
    public void TwoRunsInOneSecondGetTwoFolders()
    {
        using var experiment = new Experiment();
        var config = experiment.Compose().Config;

        var first = RunFolder.Create(config, null, new Clock());
        var second = RunFolder.Create(config, null, new Clock());

        Assert.That(second.Path, Is.EqualTo(first.Path + "-2"));
    }

    [Test]
    public void RunsThatStartAtOnceGetAFolderEach()
    {
        using var experiment = new Experiment();
        var config = experiment.Compose().Config;

        var paths = Enumerable.Range(0, 32).AsParallel().WithDegreeOfParallelism(8).Select(_ => RunFolder.Create(config, null, new Clock()).Path).ToList();

        Assert.That(paths, Is.Unique);
    }

    [TestCase("")]
    [TestCase("file")]
    [TestCase("file/run")]
    [TestCase("a\0b")]
    public void AFolderThatCannotBeMadeIsRefused(string name)
    {
        using var experiment = new Experiment();
        folder.Write("file", "");

        var e = Assert.Throws<InvalidOptionException>(() => RunFolder.Create(experiment.Compose().Config, name, new Clock()));

        Assert.That(e!.Message, Does.StartWith($"--run-dir: the folder '{name}' cannot be made: "));
    }

    [Test]
    public void AnotherSeedIsAnotherHash()
    {
        using var experiment = new Experiment();

        var first = RunFolder.Create(experiment.Compose("seed=1").Config, null, new Clock());
        var second = RunFolder.Create(experiment.Compose("seed=2").Config, null, new Clock());

        Assert.That(second.Path[^8..], Is.Not.EqualTo(first.Path[^8..]));
    }

    [Test]
    public void AFolderInUseIsNeverWrittenOver()
    {
        using var experiment = new Experiment();
        folder.Write("mine/notes.txt", "precious");

        var e = Assert.Throws<InvalidOptionException>(() => RunFolder.Create(experiment.Compose().Config, folder["mine"], new Clock()));

        Assert.Multiple(() =>
        {
            Assert.That(e!.Message, Is.EqualTo($"--run-dir: {folder["mine"]} is not empty. Name another folder; a run never writes over another."));
            Assert.That(Directory.EnumerateFileSystemEntries(folder["mine"]).Count(), Is.EqualTo(1));
        });
    }

    [Test]
    public void AFolderWithoutARunIsRefused() => Assert.That(
        () => RunFolder.Open(folder.Path),
        Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo($"RUN: {folder.Path} is not the folder of a run: it has no resolved.json."));

    private sealed class Clock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
    }
}
