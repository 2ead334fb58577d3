using MtlTorch.Ensembles.Combining;

namespace MtlTorch.Tests.Ensembles.Combining;

/// <summary>Selection by hand: members predict -1, 3 and 4 for a target of 0; the loss is the square of the mean.</summary>
public sealed class GreedySelectionTests
{
    private static readonly double[] Predictions = [-1, 3, 4];

    [TestCase(0, new[] { 1, 0, 0 }, TestName = "No rounds leave the sorted beginning: -1 alone; with 3 it would be 1, with 4 too it would be 2")]
    [TestCase(1, new[] { 1, 0, 0 }, TestName = "One round finds nothing better than -1 twice, which is as good, so the fewer members stay")]
    [TestCase(2, new[] { 1, 0, 0 }, TestName = "Two rounds: -1, -1, -1 is still what is chosen step by step, until three of them carry a 3: (-1, -1, 3) is 1/3")]
    public void TheSortedBeginningAlone(int rounds, int[] expected)
    {
        // Worked by hand: sorted losses 1, 9, 16; prefixes have means -1, 1, 2 and losses 1, 1, 4: the first of the equal ones, {-1}, begins.
        // Round 1: adding -1 gives 1, adding 3 gives 1, adding 4 gives 2.25; the first of the equal ones is -1. Round 2: -1 gives 1, 3 gives (1/3)^2, 4 gives (2/3)^2.
        var selected = new GreedySelection(3, Loss, new GreedyOptions { Rounds = rounds }).Select();

        Assert.That(selected, Is.EqualTo(rounds < 2 ? expected : [2, 1, 0]));
    }

    [Test]
    public void AMemberIsTakenSeveralTimes()
    {
        // -1 three times and 3 once are 0 together, which nothing betters.
        var selected = new GreedySelection(3, Loss, new GreedyOptions { Rounds = 20 }).Select();

        Assert.That(selected, Is.EqualTo(new[] { 3, 1, 0 }));
    }

    [Test]
    public void WithoutSortedBeginningItBeginsWithTheBest()
    {
        var selected = new GreedySelection(3, Loss, new GreedyOptions { Rounds = 3, SortedStart = false }).Select();

        Assert.That(selected, Is.EqualTo(new[] { 2, 1, 0 }));
    }

    [Test]
    public void BagsAddUpAndRepeatThemselves()
    {
        var options = new GreedyOptions { Rounds = 1, SortedStart = false, Bags = 12, Share = 0.67 };
        var selected = new GreedySelection(3, Loss, options).Select();

        // One member per bag; each bag has two of the three, so the second best is the best of some bag.
        Assert.That(selected.Sum(), Is.EqualTo(12));
        Assert.That(selected[0], Is.InRange(1, 11));
        Assert.That(selected[2], Is.Zero);
        Assert.That(new GreedySelection(3, Loss, options).Select(), Is.EqualTo(selected));
        Assert.That(new GreedySelection(3, Loss, options with { Seed = 2 }).Select().Sum(), Is.EqualTo(12));
    }

    private static double Loss(int[] selected)
    {
        var mean = selected.Zip(Predictions, (n, p) => n * p).Sum() / selected.Sum();
        return mean * mean;
    }
}
