using FsCheck.Fluent;
using MtlTorch.Experiments.Sweeps.Objectives;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Sweeps.Objectives;

public sealed class ParetoFrontTests
{
    private static FsCheck.Gen<IReadOnlyList<double>[]> Results => Gen.Choose(1, 4).SelectMany(objectives =>
        Gen.Choose(0, 9).Select(n => (double)n).ArrayOf(objectives).Select(r => (IReadOnlyList<double>)r).ArrayOf());

    [Test]
    public void Ranks_are_those_of_fronts_that_are_taken_away_one_by_one() => Properties.Hold(Results, results =>
    {
        var ranks = ParetoFront.Ranks(results);
        var left = Enumerable.Range(0, results.Length).ToList();
        for (var rank = 0; left.Count > 0; rank++)
        {
            var front = left.Where(i => !left.Any(other => ParetoFront.Dominates(results[other], results[i]))).ToList();
            Assert.That(front.Select(i => ranks[i]), Is.All.EqualTo(rank));
            left.RemoveAll(front.Contains);
        }
    });

    [Test]
    public void Equal_results_are_both_on_the_front() => Assert.That(ParetoFront.Of([[1, 2], [2, 1], [1, 2], [2, 2]]), Is.EqualTo(new[] { 0, 1, 2 }));

    [Test]
    public void The_best_in_an_objective_are_the_most_alone()
    {
        // Neighbors of the third: 1 and 3 of a range of 4 in both objectives.
        Assert.That(Crowding.Distances([[0, 4], [1, 3], [2, 2], [3, 1], [4, 0]]), Is.EqualTo(new[] { double.PositiveInfinity, 1, 1, 1, double.PositiveInfinity }));
        Assert.That(Crowding.BestFirst([[5, 5], [0, 4], [0.1, 3.9], [2, 2], [4, 0]]), Is.EqualTo(new[] { 1, 4, 3, 2, 0 }));
    }

    [Test]
    public void Infinite_losses_have_distances_too() =>
        Assert.That(Crowding.Distances([[0, double.PositiveInfinity], [1, 1], [2, 0.5], [double.PositiveInfinity, 0]]), Has.None.NaN);
}
