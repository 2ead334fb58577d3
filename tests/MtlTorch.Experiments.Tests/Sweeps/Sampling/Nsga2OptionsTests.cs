using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Objectives;
using MtlTorch.Experiments.Sweeps.Sampling;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Tests.Sweeps.Sampling;

public sealed class Nsga2OptionsTests
{
    [Test]
    public void It_comes_near_to_the_front_of_Zdt1()
    {
        var trials = Searches.Run(new Nsga2Options(), Searches.Cube(6), Searches.Zdt1, trials: 1000, objectives: 2);
        var front = ParetoFront.Of([.. trials.Select(t => t.Losses)]).Select(i => trials[i].Losses).ToList();

        Assert.That(front.Average(f => f[1] - (1 - Math.Sqrt(f[0]))), Is.LessThan(0.05), "mean distance to the true front");
        Assert.That(front.Max(f => f[0]) - front.Min(f => f[0]), Is.GreaterThan(0.8), "and all along it");
    }

    [Test]
    public void It_serves_spaces_with_choices_and_conditions()
    {
        var space = new SearchSpace(
        [
            new ChoiceDimension("kind", ["a", "b", "c", "d"], []), Searches.Range("x", 0, 1, new Condition(0, [1, 2])), new NumberDimension("n", 1, 20, Log: false, Step: 1, IsWhole: true, []),
        ]);
        double Loss(Point p) => (p.Has(1) ? Math.Abs(p[1] - 0.25) : 1) + (0.1 * Math.Abs(p[2] - 13)) + (p[0] == 2 ? 0 : 0.3);

        Assert.That(Searches.MedianBest(new Nsga2Options(), space, Loss, trials: 300, seeds: 5), Is.LessThan(0.02));
    }

    [Test]
    public void A_trial_without_a_result_is_passed_over()
    {
        var trials = Searches.Run(new Nsga2Options { Population = 8 }, Searches.Cube(2), p => p[0] > 0.5 ? null : [1 - p[0], p[1]], trials: 200, objectives: 2);

        Assert.That(trials.Where(t => t.Status == TrialStatus.Completed).Min(t => t.Losses[0]), Is.LessThan(0.52));
    }
}
