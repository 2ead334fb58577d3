using System.Text.Json.Nodes;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Experiments.Tests.Running;

namespace MtlTorch.Experiments.Tests.Reports;

/// <summary>The report of a run with a sparse autoencoder, in a real browser.</summary>
public sealed class SparseRunBrowserTests
{
    private Browser browser = null!;
    private Run run = null!;

    [OneTimeSetUp]
    public void TrainAndStartABrowser()
    {
        browser = new Browser();
        run = Run.Of(Experiment.Sparse);
    }

    [OneTimeTearDown]
    public void Stop()
    {
        run?.Dispose();
        browser?.Dispose();
    }

    [SetUp]
    public void Open() => browser.Open(run.Folder.Report);

    private JsonNode Details => JsonNode.Parse(File.ReadAllText(run.Folder.Details))!;

    [TestCase("light")]
    [TestCase("dark")]
    public void ItHasTheUnitsAndNoErrors(string scheme)
    {
        browser.PreferColors(scheme);
        browser.Open(run.Folder.Report);

        Assert.Multiple(() =>
        {
            Assert.That(browser.Console, Is.Empty);
            Assert.That(browser.Value<string[]>("[...document.querySelectorAll('section')].map(s => s.id)"), Does.Contain("units").And.Contain("predictions").And.Not.Contain("filters"));
            Assert.That(browser.Value<int>("document.querySelectorAll('.alert').length"), Is.Zero);
            Assert.That(browser.Value<int>("document.querySelectorAll('#units canvas').length"), Is.EqualTo(12));
            Assert.That(browser.Value<bool>("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out to the side");
        });
    }

    [Test]
    public void InputsAndReconstructionsStandInPairsForBothTasks()
    {
        Assert.That(browser.Value<int>("document.querySelectorAll('#predictions li.pair').length"), Is.EqualTo(2 * 16));
        Assert.That(browser.Value<int>("document.querySelectorAll('#predictions li.pair canvas').length"), Is.EqualTo(2 * 2 * 16));
        Assert.That(browser.Value<bool>("[...document.querySelectorAll('#predictions li.pair')].every(p => p.children[0].getBoundingClientRect().bottom <= p.children[1].getBoundingClientRect().top)"), "one above the other");
    }

    [Test]
    public void TheHistogramIsThatOfTheDetailsWithTheTargetMarked()
    {
        var chart = browser.Evaluate("mtlReport.charts.find(c => c.title === 'pixels: mean activation of each unit')")!;
        var activity = Details["tasks"]!["pixels"]!["code"]!["activity"]!;

        Assert.Multiple(() =>
        {
            Assert.That(chart["bars"]!.ToJsonString(), Is.EqualTo(activity["counts"]!.ToJsonString()));
            Assert.That(activity["counts"]!.AsArray().Sum(c => c!.GetValue<long>()), Is.EqualTo(12));
            Assert.That(chart["mark"]!.GetValue<double>(), Is.EqualTo(0.1));
            Assert.That(browser.Value<bool>("mtlReport.charts.every(c => c.title !== 'pixels: how often each unit fires')"), "kl units have a target instead");

            // The line stands where 0.1 lies between the ends of the axis.
            var (from, to) = (activity["from"]!.GetValue<double>(), activity["to"]!.GetValue<double>());
            Assert.That(browser.Value<double>("+document.querySelector('#predictions line.mark').getAttribute('x1')"), Is.EqualTo(60 + (0.1 - from) / (to - from) * (340 - 60 - 12)).Within(1e-6));
        });
    }

    [Test]
    public void FiguresOfTheCodeAreThoseOfTheResult()
    {
        var facts = browser.Value<string[]>("[...document.querySelectorAll('#predictions dl')[0].querySelectorAll('dd')].map(d => d.textContent)");
        var test = run.ResultFile["test"]!["pixels"]!;
        var code = Details["tasks"]!["pixels"]!["code"]!;

        Assert.Multiple(() =>
        {
            Assert.That(facts[0], Is.EqualTo(test["explainedVariance"]!.GetValue<double>().ToString("F4", System.Globalization.CultureInfo.InvariantCulture)));
            Assert.That(facts[1], Does.EndWith(" of 12"));
            Assert.That(code["l0"]!.GetValue<double>(), Is.EqualTo(test["l0"]!.GetValue<double>()).Within(1e-9));
            Assert.That(code["deadUnits"]!.GetValue<double>() / 12, Is.EqualTo(test["deadFraction"]!.GetValue<double>()).Within(1e-9));
            Assert.That(facts[3], Does.EndWith(", target 0.1"));
        });
    }

    [Test]
    public void KindsWithoutATargetShowHowOftenUnitsFire()
    {
        using var other = Run.Of(Experiment.Sparse.Replace("\"kl\", \"target\": 0.1", "\"topk\", \"k\": 3", StringComparison.Ordinal));
        browser.Open(other.Folder.Report);

        Assert.That(browser.Console, Is.Empty);
        Assert.That(browser.Value<long[]>("mtlReport.charts.find(c => c.title === 'pixels: how often each unit fires').bars").Sum(), Is.InRange(1, 12));
        Assert.That(browser.Value<int>("document.querySelectorAll('#predictions line.mark').length"), Is.Zero);
    }
}
