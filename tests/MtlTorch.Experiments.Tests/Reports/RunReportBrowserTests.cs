using System.Text.Json.Nodes;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Experiments.Tests.Running;
using OpenQA.Selenium;
using static System.FormattableString;

namespace MtlTorch.Experiments.Tests.Reports;

/// <summary>The report of a real run in a real browser.</summary>
public sealed class RunReportBrowserTests
{
    private Browser browser = null!;
    private Run run = null!;

    [OneTimeSetUp]
    public void TrainAndStartABrowser()
    {
        browser = new Browser();
        run = Run.Of(Experiment.Sound, "trainer.epochs=3", "trainer.diagnosticsEvery=2", "regularization=[{\"kind\": \"l2\", \"on\": \"shared\"}]", "probes.shape={}", "probes.pixels={\"target\": \"size\", \"on\": \"inputs\"}");
        if (!File.ReadAllText(run.Folder.Report).Contains("var uPlot="))
        {
            Assert.Ignore("The chart library was not restored: install npm and build again.");
        }
    }

    [OneTimeTearDown]
    public void Stop()
    {
        run?.Dispose();
        browser?.Dispose();
    }

    [SetUp]
    public void Open()
    {
        browser.PreferColors("light");
        browser.Open(run.Folder.Report);
    }

    [Test]
    public void ItHasEveryPartAndNoErrors()
    {
        Assert.Multiple(() =>
        {
            Assert.That(browser.Console, Is.Empty);
            Assert.That(browser.Value<string[]>("[...document.querySelectorAll('section')].map(s => s.id)"), Is.EqualTo(new[]
            {
                "figures", "curves", "course", "gradients", "predictions", "filters", "configuration", "environment",
            }));
            Assert.That(browser.Value<string>("document.querySelector('h1').textContent"), Is.EqualTo("sound completed"));
            Assert.That(browser.Value<int>("document.querySelectorAll('.alert').length"), Is.Zero);
            Assert.That(browser.Value<bool>("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out to the side");
        });
    }

    [Test]
    public void ProbesStandBelowTheFigures()
    {
        const string Cells = "[...[...document.querySelectorAll('#figures table')].at(-1).querySelectorAll('tbody tr')].map(r => [...r.children].map(c => c.textContent).join(' '))";
        var probes = run.Result.Probes!;

        Assert.That(browser.Value<string[]>(Cells), Is.EqualTo(new[]
        {
            Invariant($"shape shape features accuracy {probes["shape"].Test:0.0000} {probes["shape"].Validation:0.0000}"),
            Invariant($"pixels size inputs r2 {probes["pixels"].Test:0.0000} {probes["pixels"].Validation:0.0000}"),
        }));
    }

    [Test]
    public void ItAsksForNothingButItself()
    {
        _ = browser.Requests;
        browser.Open(run.Folder.Report);

        Assert.That(browser.Requests.Select(address => new Uri(address).Scheme), Is.EqualTo(new[] { "file" }));
    }

    [TestCase("shape", "loss")]
    [TestCase("shape", "accuracy")]
    [TestCase("shape", "f1")]
    [TestCase("size", "rmse")]
    [TestCase("size", "r2")]
    public void ThePlottedCurvesAreThoseOfTheMetricsFile(string task, string metric)
    {
        var plot = Plot($"{task} {metric}");
        double[] expected = [.. Lines("validation").Select(line => line["tasks"]![task]![metric]!.GetValue<double>())];

        Assert.Multiple(() =>
        {
            Assert.That(Numbers(plot["plotted"]!.AsArray()[^1]!), Is.EqualTo(expected));
            Assert.That(Numbers(plot["plotted"]![0]!), Is.EqualTo(new[] { 1, 2, 3 }));
        });
    }

    [Test]
    public void TrainingLossesRatesWeightsAndTimesAreThoseOfTheMetricsFile()
    {
        var train = Lines("train").ToList();

        Assert.Multiple(() =>
        {
            Assert.That(Numbers(Plot("size loss")["plotted"]![1]!), Is.EqualTo(train.Select(l => l["tasks"]!["size"]!["loss"]!.GetValue<double>())));
            Assert.That(Numbers(Plot("Learning rate")["plotted"]![1]!), Is.EqualTo(train.Select(l => l["learningRate"]!.GetValue<double>())));
            Assert.That(Numbers(Plot("Seconds per epoch")["plotted"]![1]!), Is.EqualTo(train.Select(l => l["seconds"]!.GetValue<double>())));
            Assert.That(Numbers(Plot("Weights of the tasks")["plotted"]![2]!), Is.EqualTo(Steps.Select(l => l["weights"]!["size"]!.GetValue<double>())));
            Assert.That(Numbers(Plot("Penalties")["plotted"]![1]!), Is.EqualTo(train.Select(l => l["penalties"]!["l2:shared"]!.GetValue<double>())));
        });
    }

    [Test]
    public void GradientFiguresAreThoseOfTheMeasuredSteps()
    {
        var gradients = Steps.Select(l => l["gradients"]!).ToList();
        var cosines = gradients.Select(g => g["cosines"]![0]![1]!.GetValue<double>()).ToList();

        Assert.Multiple(() =>
        {
            Assert.That(gradients, Has.Count.EqualTo(6));
            Assert.That(Numbers(Plot("Gradient norm per task")["plotted"]![1]!), Is.EqualTo(gradients.Select(g => g["norms"]![0]!.GetValue<double>())));
            Assert.That(Numbers(Plot("Cosine of each pair")["plotted"]![1]!), Is.EqualTo(cosines));
            Assert.That(Numbers(Plot("Share of conflicting pairs")["plotted"]![1]!), Is.EqualTo(gradients.Select(g => g["conflictingPairs"]!.GetValue<double>())));
            Assert.That(browser.Value<double[][]>("mtlReport.charts.find(c => c.title === 'Mean cosines').matrix")[0][1], Is.EqualTo(cosines.Average()).Within(1e-12));
        });
    }

    [Test]
    public void TheSliderShowsOneEpochAfterTheOther()
    {
        browser.Evaluate("document.querySelector('input[type=range]').focus()");
        browser.Press(Keys.ArrowRight);

        var expected = Steps.Where(l => l["epoch"]!.GetValue<int>() == 1).Average(l => l["gradients"]!["cosines"]![0]![1]!.GetValue<double>());
        Assert.That(browser.Value<string>("document.querySelector('.map tbody td:nth-child(3)').textContent"), Is.EqualTo(FormattableString.Invariant($"{expected:0.00}")));
        Assert.That(browser.Value<string>("document.querySelector('input[type=range]').getAttribute('aria-valuetext')"), Is.EqualTo("epoch 1"));
    }

    [Test]
    public void ConfusionAndResidualsAreThoseOfTheDetails()
    {
        var details = JsonNode.Parse(File.ReadAllText(run.Folder.Details))!["tasks"]!;
        var matrix = browser.Evaluate("mtlReport.charts.find(c => c.title === 'shape confusion').matrix")!;
        var points = browser.Evaluate("mtlReport.charts.find(c => c.title === 'size: predicted and true').points")!.AsArray();

        Assert.Multiple(() =>
        {
            Assert.That(matrix.ToJsonString(), Is.EqualTo(details["shape"]!["confusion"]!.ToJsonString()));
            Assert.That(points.Select(p => p!["y"]!.GetValue<double>()), Is.EqualTo(Numbers(details["size"]!["outputs"]![0]!["predictions"]!)));
            Assert.That(browser.Value<int>("document.querySelectorAll('.gallery canvas').length"), Is.GreaterThan(0));
        });
    }

    [Test]
    public void EveryChartHasANameAndIsReachedByTheTabKey()
    {
        var reached = new HashSet<string>();
        var count = browser.Value<int>("document.querySelectorAll('.plot, svg.scatter').length");
        for (var i = 0; i < 400 && reached.Count < count; i++)
        {
            browser.Press(Keys.Tab);
            if (browser.Value<bool>("document.activeElement.matches('.plot, svg.scatter')"))
            {
                reached.Add(browser.Value<string>("document.activeElement.getAttribute('aria-label')"));
            }
        }

        Assert.Multiple(() =>
        {
            Assert.That(count, Is.GreaterThan(15));
            Assert.That(reached, Has.Count.EqualTo(count));
            Assert.That(browser.Value<int>("[...document.querySelectorAll('canvas.picture, figure svg.scatter')].filter(e => !e.getAttribute('aria-label')).length"), Is.Zero);
            Assert.That(reached, Has.Some.Contain("shape accuracy. 3 points from epoch 1 to 3."));
        });
    }

    [Test]
    public void ArrowKeysReadTheValues()
    {
        browser.Evaluate("document.querySelector('[aria-label^=\"shape accuracy\"]').focus()");
        browser.Press(Keys.End);
        browser.Press(Keys.ArrowLeft);

        var second = Lines("validation").ElementAt(1)["tasks"]!["shape"]!["accuracy"]!.GetValue<double>();
        var text = browser.Value<string>("document.activeElement.closest('figure').querySelector('[aria-live]').textContent");
        Assert.That(text, Is.EqualTo(FormattableString.Invariant($"epoch 2: {second:0.####}")));
    }

    [Test]
    public void DarkColorsComeFromTheSystemAndFromTheButton()
    {
        var light = browser.Value<string>("getComputedStyle(document.body).backgroundColor");
        browser.PreferColors("dark");
        var dark = browser.Value<string>("getComputedStyle(document.body).backgroundColor");
        browser.Evaluate("document.querySelector('button.theme').click()");

        Assert.Multiple(() =>
        {
            Assert.That(light, Is.EqualTo("rgb(255, 255, 255)"));
            Assert.That(dark, Is.Not.EqualTo(light));
            Assert.That(browser.Value<string>("getComputedStyle(document.body).backgroundColor"), Is.EqualTo(light), "the button goes before the system");
            Assert.That(browser.Console, Is.Empty);
        });
    }

    [Test]
    public void ItPrints()
    {
        browser.PreferColors("dark");

        Assert.That(browser.Print().AsSpan(0, 5).SequenceEqual("%PDF-"u8));
        Assert.That(browser.Console, Is.Empty);
    }

    [Test]
    public void WithoutTheLibraryCurvesStandAsTables()
    {
        // The policy lets no script run that was changed: what is left is a page without the library.
        var page = File.ReadAllText(run.Folder.Report).Replace("var uPlot=", "var changed=", StringComparison.Ordinal);
        var path = Path.Combine(run.Folder.Path, "changed.html");
        File.WriteAllText(path, page);

        browser.Open(path);

        Assert.Multiple(() =>
        {
            Assert.That(browser.Console.Single(), Does.Contain("Content Security Policy"));
            Assert.That(browser.Value<string>("document.querySelector('.alert').textContent"), Does.Contain("without its chart library"));
            Assert.That(browser.Value<int>("document.querySelectorAll('#curves table').length"), Is.EqualTo(9));
        });
    }

    private IEnumerable<JsonObject> Lines(string split) => run.Metrics.Where(line => line["split"]?.GetValue<string>() == split);

    private IEnumerable<JsonObject> Steps => run.Metrics.Where(line => line["gradients"] is not null);

    /// <summary>A chart by the beginning of its title; "plotted" is what uPlot holds.</summary>
    private JsonNode Plot(string title) =>
        browser.Evaluate($"mtlReport.charts.filter(c => c.plot && c.title.startsWith('{title}')).map(c => ({{ title: c.title, plotted: c.plot.data }}))[0]")!;

    private static double[] Numbers(JsonNode list) => [.. list.AsArray().Select(v => v!.GetValue<double>())];
}
