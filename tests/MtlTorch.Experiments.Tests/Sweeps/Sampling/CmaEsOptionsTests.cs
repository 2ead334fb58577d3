using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Sampling;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Tests.Sweeps.Sampling;

public sealed class CmaEsOptionsTests
{
    [Test]
    public void It_converges_on_a_sphere() => Assert.That(Searches.MedianBest(new CmaEsOptions(), Searches.Cube(5), Searches.Sphere, trials: 600, seeds: 3), Is.LessThan(1e-8));

    [Test]
    public void It_learns_how_numbers_hang_together()
    {
        // A long narrow valley across the axes.
        static double Valley(Point p) => (1e4 * Math.Pow(p[0] + p[1] - 0.9, 2)) + Math.Pow(p[0] - p[1] - 0.3, 2);

        Assert.That(Searches.MedianBest(new CmaEsOptions(), Searches.Cube(2), Valley, trials: 400, seeds: 3), Is.LessThan(1e-8));
    }

    [Test]
    public void It_finds_the_best_whole_number()
    {
        var space = new SearchSpace([new NumberDimension("n", 1, 64, Log: false, Step: 1, IsWhole: true, []), Searches.Range("x", 0, 1)]);

        Assert.That(Searches.MedianBest(new CmaEsOptions(), space, p => Math.Abs(p[0] - 51) + Math.Abs(p[1] - 0.7), trials: 250, seeds: 5), Is.LessThan(0.01));
    }

    [Test]
    public void It_begins_again_elsewhere_when_it_has_come_to_rest()
    {
        // A narrow hole in a corner, and a wide one in the middle that is less deep.
        static double Holes(Point p) => Math.Min(Math.Abs(p[0] - 0.5), (5 * Math.Abs(p[0] - 0.93)) - 0.2);

        var with = Searches.Run(new CmaEsOptions(), Searches.Cube(1), p => [Holes(p)], trials: 500);
        var without = Searches.Run(new CmaEsOptions { Restarts = false }, Searches.Cube(1), p => [Holes(p)], trials: 500);

        Assert.That(with.Min(t => t.Losses[0]), Is.LessThan(-0.19));
        Assert.That(without.Min(t => t.Losses[0]), Is.GreaterThan(-0.01), "it stays in the wide hole");
    }

    [Test]
    public void Failed_trials_are_the_worst_of_their_generation()
    {
        var trials = Searches.Run(new CmaEsOptions(), Searches.Cube(2), p => p[0] > 0.6 ? null : [-p[0] + Math.Abs(p[1] - 0.5)], trials: 150);

        Assert.That(trials.Where(t => t.Status == TrialStatus.Completed).Min(t => t.Losses[0]), Is.LessThan(-0.59));
    }

    [Test]
    public void Choices_several_objectives_and_nothing_to_vary_are_refused()
    {
        var choice = new SearchSpace([new ChoiceDimension("optimizer", ["sgd", "adam"], [])]);

        Assert.That(() => new CmaEsOptions().Create(choice, 1, 1), Throws.TypeOf<InvalidOptionException>().With.Message
            .EqualTo("CMA-ES knows numbers alone, and optimizer is a choice; use the sampler \"tpe\", or give optimizer one value."));
        Assert.That(() => new CmaEsOptions().Create(Searches.Cube(2), 1, 2), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("there are 2"));
        Assert.That(() => new CmaEsOptions().Create(new SearchSpace([]), 1, 1), Throws.TypeOf<InvalidOptionException>());
    }
}
