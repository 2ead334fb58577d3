using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Sampling;
using MtlTorch.Experiments.Sweeps.Spaces;
using MtlTorch.Experiments.Tests.Sweeps.Spaces;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Sweeps.Sampling;

/// <summary>What holds for every sampler.</summary>
public sealed class SamplerContractTests
{
    private static readonly TestCaseData[] Samplers =
    [
        Case(new GridOptions { Points = 3 }), Case(new RandomOptions()), Case(new SobolOptions()), Case(new TpeOptions { Startup = 3 }), Case(new CmaEsOptions { Population = 4 }),
        Case(new Nsga2Options { Population = 4 }),
    ];

    private static readonly SamplerOptions[] Drawing = [new RandomOptions(), new SobolOptions(), new TpeOptions(), new CmaEsOptions(), new Nsga2Options()];

    [TestCaseSource(nameof(Samplers))]
    public void Points_lie_in_the_space_whatever_became_of_the_trials(SamplerOptions options) => Properties.Hold(
        Sweeps(options), drawn => Run(options, drawn.Space, drawn.Seed, drawn.Objectives, trials: 16), count: 60);

    [TestCaseSource(nameof(Samplers))]
    public void The_same_seed_number_and_trials_give_the_same_point(SamplerOptions options) => Properties.Hold(Sweeps(options), drawn =>
    {
        var trials = Run(options, drawn.Space, drawn.Seed, drawn.Objectives, trials: 12);
        var (used, fresh) = (options.Create(drawn.Space, drawn.Seed, drawn.Objectives), options.Create(drawn.Space, drawn.Seed, drawn.Objectives));
        _ = used.Next(3, trials);

        Assert.That(used.Next(trials.Count + 1, trials), Is.EqualTo(fresh.Next(trials.Count + 1, trials)));
    }, count: 30);

    [TestCaseSource(nameof(Samplers))]
    public void A_countable_space_is_gone_through_once(SamplerOptions options)
    {
        Dimension[] dimensions =
        [
            new NumberDimension("a", 1, 4, Log: false, Step: 1, IsWhole: true, []), new NumberDimension("b", 1, 8, Log: true, Step: 1, IsWhole: true, []),
        ];
        var space = new SearchSpace(options is CmaEsOptions ? dimensions : [new ChoiceDimension("c", ["x", "y"], []), dimensions[0], dimensions[1] with { When = [new Condition(0, [1])] }]);

        var points = Run(options, space, seed: 7, objectives: 1, trials: 100).ConvertAll(t => t.Point);

        Assert.That(points, Is.Unique);
        Assert.That(points, Has.Count.EqualTo(space.Cardinality()), "and then there is none left");
    }

    [TestCaseSource(nameof(Samplers))]
    public void Trials_that_go_on_are_not_tried_again(SamplerOptions options)
    {
        var space = new SearchSpace([new NumberDimension("a", 0, 1, Log: false, Step: null, IsWhole: false, []), new NumberDimension("b", 0, 1, Log: false, Step: null, IsWhole: false, [])]);
        var sampler = options.Create(space, 3, 1);
        var trials = new List<Observation>();
        for (var number = 1; number <= 30 && sampler.Next(number, sampler.IsAdaptive ? trials : []) is { } point; number++)
        {
            trials.Add(number <= 12 ? Ended(number, point, point[0] + point[1]) : new Observation(number, point, TrialStatus.Running, [], []));
        }

        Assert.That(trials.ConvertAll(t => t.Point), Is.Unique);
    }

    [Test]
    public void Seeds_give_different_points([ValueSource(nameof(Drawing))] SamplerOptions options)
    {
        var space = new SearchSpace([new NumberDimension("a", 0, 1, Log: false, Step: null, IsWhole: false, [])]);

        Assert.That(options.Create(space, 1, 1).Next(1, []), Is.Not.EqualTo(options.Create(space, 2, 1).Next(1, [])));
    }

    private static TestCaseData Case(SamplerOptions options) => new TestCaseData(options).SetArgDisplayNames(options.GetType().Name);

    private static Gen<(SearchSpace Space, long Seed, int Objectives)> Sweeps(SamplerOptions options) =>
        from space in options is CmaEsOptions ? SomeSpaces.Numbers : SomeSpaces.Any
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from objectives in Gen.Choose(1, options is CmaEsOptions ? 1 : 3)
        select (space, (long)seed, objectives);

    /// <summary>A sweep whose trials end in all ways.</summary>
    private static List<Observation> Run(SamplerOptions options, SearchSpace space, long seed, int objectives, int trials)
    {
        var sampler = options.Create(space, seed, objectives);
        var draws = new Draws(seed, "fate");
        var observations = new List<Observation>();
        for (var number = 1; number <= trials && sampler.Next(number, sampler.IsAdaptive ? observations : []) is { } point; number++)
        {
            PointAssert.Lies(point, space);
            observations.Add(draws.Index(8) switch
            {
                0 => new Observation(number, point, TrialStatus.Failed, [], []),
                1 => new Observation(number, point, TrialStatus.Running, [], [draws.Uniform()]),
                2 => new Observation(number, point, TrialStatus.Pruned, [], [.. Enumerable.Repeat(double.NaN, draws.Index(3)), draws.Uniform()]),
                3 => new Observation(number, point, TrialStatus.Completed, [.. Enumerable.Repeat(double.NaN, objectives)], []),
                4 => new Observation(number, point, TrialStatus.Completed, [.. Enumerable.Repeat(double.PositiveInfinity, objectives)], []),
                _ => new Observation(number, point, TrialStatus.Completed, [.. Enumerable.Range(0, objectives).Select(_ => draws.Normal())], []),
            });
        }

        return observations;
    }

    private static Observation Ended(int number, Point point, double loss) => new(number, point, TrialStatus.Completed, [loss], []);
}
