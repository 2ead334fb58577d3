using MtlTorch.Experiments.Comparing;

namespace MtlTorch.Experiments.Tests.Comparing;

/// <summary>Which figures end up in which row, and against what they are compared.</summary>
public sealed class ComparerTests
{
    [Test]
    public void DeltaMIsTheMeanOverTheTasksForEachSeed()
    {
        var row = Finished.Study.Compare().Row("sound");

        Assert.Multiple(() =>
        {
            Assert.That(row.Cells[0]!.Change!.Values, Is.EqualTo(new[] { 5.0, -10 }).Within(1e-9), "accuracy: more is better");
            Assert.That(row.Cells[1]!.Change!.Values, Is.EqualTo(new[] { 10.0, -25 }).Within(1e-9), "rmse: less is better");
            Assert.That(row.DeltaM!.Values, Is.EqualTo(new[] { 7.5, -17.5 }).Within(1e-9));
            Assert.That(row.DeltaM.Mean, Is.EqualTo(-5).Within(1e-9));
            Assert.That(row.Cells[1]!.Test!.Difference, Is.EqualTo(0.4).Within(1e-9), "the test is about the figures themselves, model minus reference");
            Assert.That(row.DeltaMTest!.Pairs, Is.EqualTo(2));
        });
    }

    [Test]
    public void SingleTaskRunsAreOneRowAndTheReference()
    {
        var comparison = Finished.Study.Compare();

        Assert.Multiple(() =>
        {
            Assert.That(comparison.Reference, Is.EqualTo("single task"));
            Assert.That(comparison.Rows.Select(r => (r.Label, r.IsSingleTask)), Is.EqualTo(new[] { ("single task", true), ("sound", false) }));
            Assert.That(comparison.Rows[0].Cells.Select(c => c!.Figures.Values), Is.EqualTo(new[] { new[] { 0.8, 0.9 }, [2.0, 4.0] }));
            Assert.That(comparison.Columns.Select(c => $"{c.Task}.{c.Metric} {c.HigherIsBetter}"), Is.EqualTo(new[] { "shape.accuracy True", "size.rmse False" }));
            Assert.That(comparison.Notes, Is.Empty);
        });
    }

    [Test]
    public void SeedsArePairedWhateverTheOrder()
    {
        var (forth, back) = (Finished.Study.Compare().Row("sound"), Finished.Study.Reverse().ToList().Compare().Row("sound"));

        Assert.That(back.DeltaM!.Values, Is.EqualTo(forth.DeltaM!.Values));
        Assert.That(back.DeltaMTest, Is.EqualTo(forth.DeltaMTest));
    }

    [Test]
    public void OnlySeedsThatBothHaveArePaired()
    {
        var comparison = ((List<FinishedRun>)[.. Finished.Study, Finished.Both(3, 0.5, 9), Finished.Shape(3, 0.5)]).Compare();
        var row = comparison.Row("sound");

        Assert.Multiple(() =>
        {
            Assert.That(row.Seeds, Is.EqualTo(new[] { 1, 2, 3 }));
            Assert.That(row.Cells[0]!.Test!.Pairs, Is.EqualTo(3));
            Assert.That(row.Cells[1]!.Test!.Pairs, Is.EqualTo(2));
            Assert.That(row.DeltaM!.Count, Is.EqualTo(2), "a seed without all its references is in no delta m");
            Assert.That(comparison.Notes, Is.EqualTo(new[] { "seed 3 of sound is not in every difference: single task has no run with it for each task." }));
        });
    }

    [Test]
    public void OneSeedHasNeitherDeviationNorTest()
    {
        var row = Finished.Study.Where(r => r.Seed == 1).ToList().Compare().Row("sound");

        Assert.That((row.DeltaM!.Mean, row.DeltaM.Deviation, row.DeltaMTest, row.Cells[0]!.Test), Is.EqualTo((row.DeltaM.Mean, (double?)null, (object?)null, (object?)null)));
        Assert.That(row.DeltaM.Mean, Is.EqualTo(7.5).Within(1e-9));
    }

    [Test]
    public void AnotherRowCanBeTheReference()
    {
        List<FinishedRun> runs = [Finished.Both(1, 0.8, 2), Finished.Both(2, 0.8, 2), Finished.Both(1, 0.88, 1, "balancing.kind=dwa"), Finished.Both(2, 0.88, 1, "balancing.kind=dwa"), .. Finished.Study.Where(r => r.Config.Tasks.Count == 1)];
        var comparison = runs.Compare(new ComparisonOptions { Against = "equal" });

        Assert.Multiple(() =>
        {
            Assert.That(comparison.Reference, Is.EqualTo("equal"));
            Assert.That(comparison.Row("equal").DeltaM, Is.Null);
            Assert.That(comparison.Row("dwa").DeltaM!.Values, Is.EqualTo(new[] { 30.0, 30 }).Within(1e-9));
        });
    }

    [Test]
    public void RunsOfOneTaskAreComparedLikeOthers()
    {
        List<FinishedRun> runs = [Finished.Shape(1, 0.4), Finished.Shape(1, 0.5, "optimizer.lr=0.1")];

        Assert.That(runs.Compare().Rows.Select(r => (r.Label, r.IsSingleTask, r.MeanRank)), Is.EqualTo(new[] { ("0.01", false, (double?)2), ("0.1", false, 1) }));
    }

    [Test]
    public void OfRunsThatRepeatEachOtherTheLastCounts()
    {
        var repeated = Finished.Both(1, 0.99, 1) with { Path = "again" };
        var comparison = ((List<FinishedRun>)[.. Finished.Study, repeated]).Compare();

        Assert.That(comparison.Row("sound").Cells[0]!.Figures.Values, Is.EqualTo(new[] { 0.99, 0.81 }));
        Assert.That(comparison.Notes, Is.EqualTo(new[] { "both-s1 is left out: again is a run of the same configuration and seed." }));
    }

    [Test]
    public void NothingIsChosenByFigures()
    {
        var poisoned = Finished.Study.Select((r, i) => r with { Result = r.Result with { Test = Finished.Study[(i + 3) % 6].Result.Test } }).ToList();
        var (clean, other) = (Finished.Study.Compare(), poisoned.Compare());

        Assert.That(other.Rows.Select(r => (r.Label, r.IsSingleTask, string.Join(",", r.Runs))), Is.EqualTo(clean.Rows.Select(r => (r.Label, r.IsSingleTask, string.Join(",", r.Runs)))));
        Assert.That(other.Reference, Is.EqualTo(clean.Reference));
    }

    [TestCase("f1", ExpectedResult = "shape.f1 size.rmse")]
    [TestCase("loss", ExpectedResult = "shape.loss size.loss")]
    [TestCase("size.r2,size.mae", ExpectedResult = "shape.accuracy size.r2 size.mae")]
    public string MetricsCanBeChosen(string metrics) =>
        string.Join(' ', Finished.Study.Compare(new ComparisonOptions { Metrics = metrics.Split(',') }).Columns.Select(c => $"{c.Task}.{c.Metric}"));

    [Test]
    public void OptionsThatNameNothingAreRefusedWithWhatThereIs() => Assert.Multiple(() =>
    {
        Assert.That(Message(new() { By = ["optimizer.rl"] }), Is.EqualTo("--by: no run has a key 'optimizer.rl'. Did you mean 'optimizer.lr'? These runs differ in no key but the seed."));
        Assert.That(Message(new() { Against = "sond" }), Is.EqualTo("--against: there is no row 'sond'. Did you mean 'sound'? Rows: sound."));
        Assert.That(Message(new() { Metrics = ["shape.acuracy"] }), Does.StartWith("--metric: no task has a metric 'shape.acuracy'. Did you mean 'shape.accuracy'? Known: accuracy, precision, "));
    });

    [Test]
    public void OtherDataIsRefusedUnlessItIsWhatIsVaried()
    {
        List<FinishedRun> runs = [Finished.Both(1, 0.6, 1), Finished.Both(1, 0.6, 1, "data.train=32")];

        Assert.That(Assert.Throws<InvalidOptionException>(() => runs.Compare())!.Message, Is.EqualTo(
            "RUN: figures on different data do not compare: data.train is 64 in both-s1 and 32 in both-s1-data.train=32. " +
            "Name runs on the same data, or say --by data.train if the data is what you vary."));
        Assert.That(runs.Compare(new ComparisonOptions { By = ["data.train"] }).Rows.Select(r => r.Label), Is.EqualTo(new[] { "64", "32" }));
    }

    private static string Message(ComparisonOptions options) => Assert.Throws<InvalidOptionException>(() => Finished.Study.Compare(options))!.Message;
}
