using MtlTorch.Experiments.Reports;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Experiments.Tests.Running;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Reports;

/// <summary>Runs that lack something: their pages show what is there, and nothing breaks.</summary>
public sealed class UnusualRunBrowserTests : FolderTests
{
    private Browser browser = null!;

    [OneTimeSetUp]
    public void StartABrowser() => browser = new Browser();

    [OneTimeTearDown]
    public void StopIt() => browser?.Dispose();

    [Test]
    public void ARunThatHasNotBegun()
    {
        Show("""{"name":"new","tasks":{"a":{}}}""", "");

        Assert.That(Sections, Is.EqualTo(new[] { "configuration" }));
        Assert.That(Heading, Is.EqualTo("new not finished"));
    }

    [Test]
    public void AFailedRunSaysWhy()
    {
        using var run = Run.Of(Experiment.Sound, "optimizer.kind=sgd", "optimizer.lr=1e6");

        browser.Open(run.Folder.Report);

        Assert.That(browser.Console, Is.Empty);
        Assert.That(Heading, Is.EqualTo("sound failed"));
        Assert.That(browser.Value<string>("document.querySelector('[role=alert]').textContent"), Is.EqualTo(run.Result.Error));
    }

    [Test]
    public void ARunWithoutValidation()
    {
        using var run = Run.Of(Experiment.Sound, "data.validation=0", "trainer.epochs=1");

        browser.Open(run.Folder.Report);

        Assert.That(browser.Console, Is.Empty);
        Assert.That(Titles, Is.SupersetOf(new[] { "shape loss", "size loss" }).And.Not.Contains("shape accuracy"));
    }

    [Test]
    public void FiguresThatAreNoNumbersAreGaps()
    {
        Show("""{"name":"gaps","tasks":{"a":{}}}""", """
            {"epoch":1,"split":"train","tasks":{"a":{"loss":null}},"weights":null,"learningRate":0.1,"seconds":1}
            {"epoch":1,"split":"validation","tasks":{"a":{"loss":0.5,"r2":null}},"score":null,"best":true,"seconds":0}
            {"epoch":2,"split":"train","tasks":{"a":{"loss":0.25}},"weights":null,"learningRate":0.1,"seconds":1}
            {"epoch":2,"split":"validation","tasks":{"a":{"loss":null,"r2":null}},"score":0.5,"best":true,"seconds":0}
            """);

        Assert.Multiple(() =>
        {
            Assert.That(Titles, Is.EqualTo(new[] { "a loss", "Selection score", "Learning rate", "Seconds per epoch" }), "no chart without any number");
            Assert.That(browser.Value<double?[][]>("mtlReport.charts[0].series.map(s => s.values)"), Is.EqualTo(new double?[][] { [null, 0.25], [0.5, null] }));
        });
    }

    [Test]
    public void AnEpochThatWasTrainedAgainCountsAsItWasLast()
    {
        Show("""{"name":"resumed","tasks":{"a":{}}}""", """
            {"epoch":1,"split":"train","tasks":{"a":{"loss":3}},"weights":{"a":1},"learningRate":0.1,"seconds":1}
            {"epoch":2,"split":"train","tasks":{"a":{"loss":2}},"weights":{"a":1},"learningRate":0.1,"seconds":1}
            {"epoch":2,"split":"train","tasks":{"a":{"loss":1}},"weights":{"a":1},"learningRate":0.1,"seconds":1}
            """);

        Assert.That(browser.Value<double[]>("mtlReport.charts[0].series[0].values"), Is.EqualTo(new double[] { 3, 1 }));
    }

    [Test]
    public void OneTaskHasGradientsButNoConflicts()
    {
        Show("""{"name":"single","tasks":{"a":{}}}""", """
            {"epoch":1,"step":1,"tasks":["a"],"gradients":{"norms":[1],"cosines":[[1]],"magnitudeSimilarities":[[1]],"conflictingPairs":0,"conditionNumber":1},"weights":null}
            {"epoch":1,"step":2,"tasks":["a"],"gradients":{"norms":[0],"cosines":[[0]],"magnitudeSimilarities":[[0]],"conflictingPairs":0,"conditionNumber":1},"weights":null}
            """);

        Assert.That(Titles, Is.EqualTo(new[] { "Gradient norm per task", "Condition number" }));
    }

    [Test]
    public void RunsOfWhichNoneHasEndedCanBeCompared()
    {
        Folder.Write("a/resolved.json", """{"name":"same","tasks":{"a":{}},"seed":1}""");
        Folder.Write("b/resolved.json", """{"name":"same","tasks":{"b":{}},"seed":2}""");

        ComparisonReport.Write(Folder["compare.html"], [RunFolder.Open(Folder["a"]), RunFolder.Open(Folder["b"])]);
        browser.Open(Folder["compare.html"]);

        Assert.That(browser.Console, Is.Empty);
        Assert.That(Sections, Is.EqualTo(new[] { "runs", "differences" }));
        Assert.That(browser.Value<string[]>("[...document.querySelectorAll('.key')].map(e => e.textContent)"), Is.EqualTo(new[] { "same a", "same b" }));
    }

    private string[] Sections => browser.Value<string[]>("[...document.querySelectorAll('section')].map(s => s.id)");

    private string[] Titles => browser.Value<string[]>("mtlReport.charts.map(c => c.title)");

    private string Heading => browser.Value<string>("document.querySelector('h1').textContent");

    private void Show(string resolved, string metrics)
    {
        Folder.Write("run/resolved.json", resolved);
        Folder.Write("run/metrics.jsonl", metrics + "\n");
        browser.Open(RunReport.Write(RunFolder.Open(Folder["run"])));
        Assert.That(browser.Console, Is.Empty);
        Assert.That(browser.Value<int>("document.querySelectorAll('.alert').length"), Is.Zero);
    }
}
