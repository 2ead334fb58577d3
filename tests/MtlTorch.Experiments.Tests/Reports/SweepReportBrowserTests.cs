using MtlTorch.Experiments.Reports;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Journal;
using MtlTorch.Experiments.Sweeps.Reading;
using MtlTorch.Experiments.Tests.Sweeps;
using OpenQA.Selenium;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Reports;

/// <summary>The page of a sweep in a real browser.</summary>
public sealed class SweepReportBrowserTests : FolderTests
{
    private Browser browser = null!;

    [OneTimeSetUp]
    public void StartABrowser() => browser = new Browser();

    [OneTimeTearDown]
    public void StopIt() => browser?.Dispose();

    [SetUp]
    public void PreferLight() => browser.PreferColors("light");

    [Test]
    public void ItHasEveryPartAndAsksForNothing()
    {
        _ = browser.Requests;
        Show(SyntheticSweep.After(60, Folder.Path, planned: 100, goesOn: true));

        Assert.Multiple(() =>
        {
            Assert.That(Sections, Is.EqualTo(new[] { "best", "parallel", "importance", "slices", "history", "curves", "timeline", "trials", "failures" }));
            Assert.That(browser.Value<string>("document.querySelector('h1').textContent"), Is.EqualTo("synthetic"));
            Assert.That(browser.Requests.Select(address => new Uri(address).Scheme), Is.EqualTo(new[] { "file" }));
            Assert.That(browser.Value<bool>("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out to the side");
            Assert.That(Facts, Does.Contain("56 of 100 trials ended").And.Contain("45 completed").And.Contain("8 pruned").And.Contain("4 running"));
        });
    }

    [Test]
    public void TheBestTrialIsTheBest()
    {
        var sweep = SyntheticSweep.After(60, Folder.Path);
        Show(sweep);

        var best = sweep.Best()[0];
        Assert.That(browser.Value<string>("document.querySelector('.card.chosen').textContent"), Does.StartWith(FormattableString.Invariant($"Trial {best.Number}{best.Objectives[0]:0.0000}")).And.Contain(TrialPlaces.Of(best)));
    }

    [Test]
    public void SlicesHaveThePointsOfTheTrialsOnTheScaleOfTheirDimension()
    {
        var sweep = SyntheticSweep.After(60, Folder.Path);
        Show(sweep);

        const string Rates = "mtlReport.charts.find(c => c.title === 'optimizer.lr').items.filter(i => i.trial.status === 'completed')";
        var expected = sweep.Trials.Where(t => t.Status == TrialStatus.Completed).ToDictionary(t => t.Number, t => (Rate: t.Values["optimizer.lr"]!.GetValue<double>(), Value: t.Objectives[0]));
        var found = browser.Value<double[][]>($"{Rates}.map(i => [i.trial.number, i.x, i.y])");
        Assert.Multiple(() =>
        {
            Assert.That(found, Has.Length.EqualTo(expected.Count));
            Assert.That(found.Select(f => (f[1], f[2])), Is.EqualTo(found.Select(f => expected[(int)f[0]])));
            Assert.That(browser.Value<string[]>("[...[...document.querySelectorAll('#slices figure')].find(f => f.textContent.startsWith('optimizer.lr')).querySelectorAll('svg text[text-anchor=middle]')].map(t => t.textContent)"),
                Is.SupersetOf(new[] { "0.001", "0.01", "0.1" }), "powers of ten");
            Assert.That(browser.Value<int>("mtlReport.charts.find(c => c.title === 'optimizer.momentum').items.length"), Is.EqualTo(sweep.Trials.Count(t => t.Values.ContainsKey("optimizer.momentum") && t.Status != TrialStatus.Failed)));
        });
    }

    [Test]
    public void TheMostImportantParameterComesFirst()
    {
        Show(SyntheticSweep.After(100, Folder.Path));

        Assert.That(browser.Value<string>("document.querySelector('#importance tbody th').textContent"), Is.EqualTo("optimizer.lr"));
        Assert.That(browser.Value<string>("document.querySelector('#slices figcaption').textContent"), Is.EqualTo("optimizer.lr"));
    }

    [Test]
    public void AxesAreRestrictedByKeyboard()
    {
        var sweep = SyntheticSweep.After(60, Folder.Path);
        Show(sweep);

        browser.Evaluate("document.querySelector('#parallel details').open = true");
        browser.Evaluate("document.querySelector('#parallel input[aria-label=\"optimizer.lr, lower end\"]').focus()");
        browser.Press(Keys.End);
        foreach (var _ in Enumerable.Range(0, 50))
        {
            browser.Press(Keys.ArrowLeft);
        }

        // The middle of a logarithmic range from 1e-5 to 0.1.
        var expected = sweep.Trials.Where(t => t.Status != TrialStatus.Failed && t.Values["optimizer.lr"]!.GetValue<double>() >= 1e-3).Select(t => t.Number);
        Assert.That(Shown, Is.EquivalentTo(expected));
        Assert.That(browser.Value<string>("document.activeElement.getAttribute('aria-valuetext')"), Is.EqualTo("0.001"));

        browser.Evaluate("[...document.querySelectorAll('#parallel fieldset')].find(f => f.textContent.startsWith('optimizer.kind')).querySelector('input').click()");
        Assert.That(Shown, Is.EquivalentTo(sweep.Trials.Where(t => expected.Contains(t.Number) && t.Values["optimizer.kind"]!.GetValue<string>() == "sgd").Select(t => t.Number)));

        browser.Evaluate("[...document.querySelectorAll('#parallel .restrict > button')][0].click()");
        Assert.That(Shown, Has.Length.EqualTo(sweep.Trials.Count(t => t.Status != TrialStatus.Failed)));
    }

    [Test]
    public void DraggingAlongAnAxisRestrictsItAndAClickSetsItFree()
    {
        var sweep = SyntheticSweep.After(60, Folder.Path);
        Show(sweep);
        const string Pointer = """
            ((type, share) => {
              const chart = document.querySelector('svg.parallel');
              chart.setPointerCapture = () => {};
              const axis = mtlReport.charts.find(c => c.title === 'Parallel coordinates').axes[1];
              const [box, view] = [chart.getBoundingClientRect(), chart.viewBox.baseVal];
              const y = axis.y(axis.scale.value(share));
              chart.dispatchEvent(new PointerEvent(type, { clientX: box.left + axis.x / view.width * box.width, clientY: box.top + y / view.height * box.height, bubbles: true }));
            })
            """;

        browser.Evaluate($"{Pointer}('pointerdown', 0.25)");
        browser.Evaluate($"{Pointer}('pointermove', 0.5)");
        browser.Evaluate($"{Pointer}('pointerup', 0.5)");

        var within = sweep.Trials.Where(t => t.Status != TrialStatus.Failed && t.Values["optimizer.lr"]!.GetValue<double>() is >= 1e-4 and <= 1e-3).Select(t => t.Number).ToList();
        Assert.That(within, Has.Count.InRange(5, 30));
        Assert.That(Shown, Is.EquivalentTo(within));

        browser.Evaluate($"{Pointer}('pointerdown', 0.9)");
        browser.Evaluate($"{Pointer}('pointerup', 0.9)");
        Assert.That(Shown, Has.Length.EqualTo(sweep.Trials.Count(t => t.Status != TrialStatus.Failed)));
    }

    [Test]
    public void AttemptsThatWereCutOffAreInTheTimeline()
    {
        var sweep = SyntheticSweep.After(2, Folder.Path);
        var trial = sweep.Trials[0];
        var begun = SyntheticSweep.Begun;
        var history = new TrialAttempt[] { new(1, "worker 1", begun, null, TrialStatus.Running), new(2, "worker 2", begun.AddSeconds(100), begun.AddSeconds(160), TrialStatus.Completed) };

        Show(sweep with { Trials = [trial with { History = history, Attempts = 2 }, sweep.Trials[1]] });

        browser.Evaluate("document.querySelector('#timeline details').open = true");
        Assert.That(browser.Value<string[]>("[...document.querySelectorAll('#timeline tbody tr')].map(r => [...r.children].map(c => c.textContent).join(', '))"), Is.EqualTo(new[]
        {
            "1, 1, worker 1, cut off, 0.0 s, 1 min 40 s",
            "1, 2, worker 2, completed, 1 min 40 s, 1 min 0 s",
            "2, 1, worker 2, completed, 2.0 s, 22.0 s",
        }));
    }

    [Test]
    public void ValuesFarWorseThanAllOthersDoNotHideThem()
    {
        var sweep = SyntheticSweep.After(60, Folder.Path);
        var worst = sweep.Trials.First(t => t.Status == TrialStatus.Completed);

        Show(sweep with { Trials = [.. sweep.Trials.Select(t => t == worst ? t with { Objectives = [-1e9] } : t)] });

        Assert.That(browser.Value<string>("document.querySelector('#slices').textContent"), Does.Contain("1 trial with values far worse than the others' is drawn at the edge"));
        Assert.That(browser.Value<string>("document.querySelector('#parallel').textContent"), Does.Contain("1 trial lies beyond the worse end"));
        Assert.That(browser.Value<double>("mtlReport.charts.find(c => c.title === 'Parallel coordinates').axes.at(-1).scale.from"), Is.GreaterThan(-1));
    }

    [Test]
    public void ArrowKeysReadTheTrialsTheBestFirst()
    {
        var sweep = SyntheticSweep.After(40, Folder.Path);
        Show(sweep);

        browser.Evaluate("document.querySelector('svg.parallel').focus()");
        browser.Press(Keys.ArrowRight);
        browser.Press(Keys.ArrowRight);

        Assert.That(browser.Value<string>("document.querySelector('#parallel .said').textContent"), Does.StartWith($"trial {sweep.Best()[1].Number}: shape accuracy 0."));
        Assert.That(browser.Value<int>("document.querySelectorAll('svg.parallel .outlined').length"), Is.EqualTo(1));
    }

    [Test]
    public void HeadersSortTheTable()
    {
        var sweep = SyntheticSweep.After(150, Folder.Path);
        Show(sweep);
        const string First = "[...document.querySelectorAll('#trials tbody th')].map(e => Number(e.textContent))";

        Assert.That(browser.Value<int[]>(First)[..3], Is.EqualTo(sweep.Best().Take(3).Select(t => t.Number)), "the best first");

        browser.Evaluate("document.querySelectorAll('#trials .sort')[0].focus()");
        browser.Press(Keys.Enter);
        Assert.That(browser.Value<int[]>(First), Is.EqualTo(Enumerable.Range(1, 100)));
        Assert.That(browser.Value<string>("document.querySelector('#trials thead th').getAttribute('aria-sort')"), Is.EqualTo("ascending"));

        browser.Press(Keys.Enter);
        browser.Evaluate("[...document.querySelectorAll('#trials button')].at(-1).click()");
        Assert.That(browser.Value<int[]>(First), Is.EqualTo(Enumerable.Range(1, 150).Reverse()));
    }

    [Test]
    public void SeveralObjectivesHaveAFront()
    {
        var sweep = SyntheticSweep.After(80, Folder.Path, objectives: 2);
        Show(sweep, hypervolume: 12.5);

        Assert.Multiple(() =>
        {
            Assert.That(Sections, Is.EqualTo(new[] { "best", "pareto", "parallel", "importance", "slices", "history", "timeline", "trials", "failures" }));
            Assert.That(browser.Value<int[]>("[...document.querySelectorAll('#best tbody th')].map(e => Number(e.textContent.split(' ')[1]))"), Is.EqualTo(sweep.Best().Select(t => t.Number)));
            Assert.That(Facts, Does.Contain("12.5000 hypervolume"));
            Assert.That(browser.Value<int>("document.querySelectorAll('#parallel select option').length"), Is.EqualTo(2));
        });

        browser.Evaluate("document.querySelector('#pareto details').open = true");
        Assert.That(browser.Value<int[]>("[...document.querySelectorAll('#pareto tbody th')].map(e => Number(e.textContent))"), Is.EquivalentTo(sweep.Best().Select(t => t.Number)));
    }

    [Test]
    public void OfThreeObjectivesTwoAreChosen()
    {
        Show(SyntheticSweep.After(80, Folder.Path, objectives: 3));

        browser.Evaluate("(s => { s.value = '2'; s.dispatchEvent(new Event('change', { bubbles: true })); })(document.querySelectorAll('#pareto select')[1])");

        Assert.That(browser.Value<string>("document.querySelector('#pareto figcaption').textContent"), Is.EqualTo("shape accuracy and parameters"));
        Assert.That(browser.Console, Is.Empty);
    }

    [Test]
    public void LinksLeadToTheReportsOfRuns()
    {
        Folder.Write("trials/0002/seed-1/report.html", "<title>it</title>");
        Show(SyntheticSweep.After(3, Folder.Path));

        browser.Evaluate("document.querySelector('#trials a').click()");

        Assert.That(browser.Value<string>("location.pathname"), Does.EndWith("trials/0002/seed-1/report.html"));
    }

    [TestCase(0, 0)]
    [TestCase(1, 1)]
    public void SweepsThatHaveHardlyBegun(int trials, int slices)
    {
        Show(SyntheticSweep.After(trials, Folder.Path, planned: 20));

        Assert.That(browser.Value<int>("document.querySelectorAll('#slices figure').length > 0 ? 1 : 0"), Is.EqualTo(slices));
        Assert.That(browser.Value<string>("document.querySelector('#importance').textContent"), Does.Contain("at least 10 completed trials"));
    }

    [Test]
    public void SweepsOfWhichNothingIsCompleted()
    {
        var sweep = SyntheticSweep.After(30, Folder.Path);
        Show(sweep with { Trials = [.. sweep.Trials.Select(t => t with { Status = TrialStatus.Failed, Objectives = [], Error = "out of memory" })] });

        Assert.That(browser.Value<string>("document.querySelector('#failures .alert').textContent"), Does.StartWith("30 trials: 1, 2, 3").And.EndWith("out of memory"));
        Assert.That(Sections, Does.Not.Contain("slices").And.Not.Contain("parallel"));

        Show(sweep with { Trials = [.. sweep.Trials.Select(t => t with { Status = TrialStatus.Pruned, Objectives = [], Curve = [0.5, 0.6] })] });
        Assert.That(Sections, Does.Contain("slices"), "pruned trials have values too");

        Show(sweep with { Trials = [.. sweep.Trials.Select(t => t with { Status = TrialStatus.Waiting, Objectives = [], Deviations = [], Curve = [], History = [] })] });
        Assert.That(Sections, Is.EqualTo(new[] { "best", "importance", "trials" }));
    }

    [Test]
    public void FiguresThatAreNoNumbersLeaveGaps()
    {
        var sweep = SyntheticSweep.After(30, Folder.Path);

        Show(sweep with { Trials = [.. sweep.Trials.Select((t, i) => i % 3 == 0 ? t with { Status = TrialStatus.Completed, Objectives = [double.NaN], Curve = [double.NaN, 0.5, double.NaN] } : t)] });

        Assert.That(browser.Value<int>("document.querySelectorAll('#trials tbody tr').length"), Is.EqualTo(30));
    }

    [Test]
    public void ThousandTrialsAreDrawnQuickly()
    {
        Show(SyntheticSweep.After(1000, Folder.Path, epochs: 50, workers: 60));

        var milliseconds = browser.Value<double>("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd");
        TestContext.Out.WriteLine($"{milliseconds:0} ms");
        Assert.That(milliseconds, Is.LessThan(5000), "1 s on a machine that does nothing else");
        Assert.That(browser.Value<int>("document.querySelectorAll('*').length"), Is.LessThan(8000));
    }

    [Test]
    public void EveryChartHasANameAndIsReachedByKeyboard()
    {
        Show(SyntheticSweep.After(40, Folder.Path));

        Assert.That(browser.Value<int>("[...document.querySelectorAll('svg.scatter')].filter(e => !e.getAttribute('aria-label') || e.tabIndex !== 0).length"), Is.Zero);
        Assert.That(browser.Value<int>("document.querySelectorAll('svg.scatter').length"), Is.EqualTo(1 + 6 + 1 + 1 + 1));
    }

    [Test]
    public void ItIsDarkAndPrints()
    {
        browser.PreferColors("dark");
        Show(SyntheticSweep.After(40, Folder.Path));

        Assert.That(browser.Value<string>("getComputedStyle(document.body).backgroundColor"), Is.Not.EqualTo("rgb(255, 255, 255)"));
        Assert.That(browser.Print().AsSpan(0, 5).SequenceEqual("%PDF-"u8));
        Assert.That(browser.Console, Is.Empty);
    }

    private string[] Sections => browser.Value<string[]>("[...document.querySelectorAll('section')].map(s => s.id)");

    private string Facts => browser.Value<string>("[...document.querySelectorAll('.facts div')].map(d => `${d.querySelector('dd').textContent} ${d.querySelector('dt').textContent}`).join('; ')");

    private int[] Shown => browser.Value<int[]>("mtlReport.charts.find(c => c.title === 'Parallel coordinates').shown.map(l => l.trial.number)");

    private void Show(SweepView sweep, double? hypervolume = null)
    {
        browser.Open(SweepReport.Write(sweep, now: SyntheticSweep.Begun.AddMinutes(20), hypervolume: hypervolume));
        Assert.That(browser.Console, Is.Empty);
        Assert.That(browser.Value<int>("[...document.querySelectorAll('.alert')].filter(a => a.textContent.startsWith('A part')).length"), Is.Zero);
    }
}
