using MtlTorch.Experiments.Comparing;

namespace MtlTorch.Experiments.Tests.Comparing;

/// <summary>How rows are called, and what goes into one.</summary>
public sealed class GroupLabelsTests
{
    [Test]
    public void RunsThatDifferInSeedMachineAndNameAreOneRow() =>
        Assert.That(Labels([], Both(), Both("seed=2"), Both("seed=3", "device=cpu", "threads=3", "name=other")), Is.EqualTo("sound"));

    [Test]
    public void TheFirstKeysThatDifferNameTheRows() =>
        Assert.That(Labels([], Both(), Both("optimizer.lr=0.5"), Both("optimizer.lr=0.5", "trainer.epochs=9")), Is.EqualTo("0.01 | 0.5, 2 | 0.5, 9"));

    [Test]
    public void AKindGoesBeforeItsOptionsAndSuffices() =>
        Assert.That(Labels([], Both("balancing.kind=famo"), Both("balancing.kind=cagrad", "balancing.c=0.1"), Both()), Is.EqualTo("famo | cagrad | equal"));

    [Test]
    public void WhereAKeyThatWasAskedForDoesNotSufficeMoreIsTold() => Assert.That(
        Labels(["balancing.kind"], Both(), Both("balancing.kind=mgda"), Both("balancing.kind=mgda", "balancing.gradients=representation")),
        Is.EqualTo("equal | mgda, shared | mgda, representation"));

    [Test]
    public void KeysThatWereAskedForAreAlwaysTold() =>
        Assert.That(Labels(["optimizer.lr", "balancing.kind"], Both(), Both("balancing.kind=dwa")), Is.EqualTo("0.01, equal | 0.01, dwa"));

    [Test]
    public void ASectionStandsForItsKind() => Assert.That(Labels(["balancing"], Both(), Both("balancing.kind=dwa")), Is.EqualTo("equal | dwa"));

    [Test]
    public void ByNameRunsOfDifferentNamesAreTwoRows() => Assert.That(Labels(["name"], Both(), Both("name=other")), Is.EqualTo("sound | other"));

    [Test]
    public void AKeyThatARunDoesNotHaveIsADash() =>
        Assert.That(Labels(["balancing.c"], Both(), Both("balancing.kind=cagrad", "balancing.c=0.1")), Is.EqualTo("- | 0.1"));

    [Test]
    public void ModelsOfOtherTasksAreToldByTheirTasks() => Assert.That(
        Labels([], Both(), Both("tasks.color={\"kind\": \"classification\"}")),
        Is.EqualTo("shape+size | shape+size+color"));

    [Test]
    public void TheSeedNamesNoRows() => Assert.That(
        Assert.Throws<InvalidOptionException>(() => Compare(["seed"], Both()))!.Message,
        Is.EqualTo("--by: runs that differ in their seed alone form a row; name another key."));

    [TestCase("balancing.kind", ExpectedResult = "balancing")]
    [TestCase("optimizer.lr", ExpectedResult = "lr")]
    [TestCase("model.trunk.dropout,tasks.shape.head.dropout", ExpectedResult = "model.trunk.dropout, tasks.shape.head.dropout")]
    public string HeadersAreShort(string by) => Compare([.. by.Split(',')], Both()).Header;

    [Test]
    public void DifferencesThatTheLabelsDoNotTellAreNoted()
    {
        var comparison = Compare(["balancing.kind"], Both(), Both("balancing.kind=dwa"), Both("balancing.kind=cagrad", "trainer.epochs=9", "balancing.c=0.1"));

        Assert.That(comparison.Notes, Is.EqualTo(new[] { "trainer.epochs differs too: 2 mostly, 9 in cagrad." }));
    }

    private static FinishedRun Both(params string[] overrides) => Finished.Both(1, 0.5, 1, overrides);

    private static Comparison Compare(IReadOnlyList<string> by, params IReadOnlyList<FinishedRun> runs) => runs.Compare(new ComparisonOptions { By = by });

    private static string Labels(IReadOnlyList<string> by, params IReadOnlyList<FinishedRun> runs) => string.Join(" | ", Compare(by, runs).Rows.Select(r => r.Label));
}
