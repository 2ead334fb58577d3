using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using MtlTorch.Experiments.Sweeps.Importance;
using MtlTorch.Experiments.Sweeps.Reading;
using MtlTorch.Experiments.Sweeps.Sampling;
using MtlTorch.Experiments.Sweeps.Spaces;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Sweeps.Importance;

/// <summary>Functional analysis of variance: functions whose shares are known, and Optuna's figures.</summary>
public sealed class SweepImportanceTests
{
    [Test]
    public void SharesOfAnAdditiveFunctionAreThoseOfItsVariance()
    {
        // Variances 9/12, 4/12, 1/12 and 0.
        var shares = Shares(SyntheticSweep.Of(SyntheticSweep.Numbers(4), 400, p => 3 * p[0] - 2 * p[1] + p[2]));

        Assert.Multiple(() =>
        {
            Assert.That(shares["x0"], Is.EqualTo(9 / 14.0).Within(0.04));
            Assert.That(shares["x1"], Is.EqualTo(4 / 14.0).Within(0.04));
            Assert.That(shares["x2"], Is.EqualTo(1 / 14.0).Within(0.04));
            Assert.That(shares["x3"], Is.LessThan(0.01));
        });
    }

    [Test]
    public void WhatOnlyTwoTogetherExplainIsNoShareOfEither()
    {
        // (2x - 1)(2y - 1) has no main effects.
        var importance = SweepImportance.Of(SyntheticSweep.Of(SyntheticSweep.Numbers(2), 500, p => (2 * p[0] - 1) * (2 * p[1] - 1)))[0];

        Assert.That(importance.Interactions!.Share, Is.GreaterThan(0.9));
        Assert.That(importance.Parameters.Sum(p => p.Share) + importance.Interactions.Share, Is.EqualTo(1).Within(1e-9));
    }

    [Test]
    public void LogarithmicNumbersCountByTheirRatios()
    {
        var space = new SearchSpace([new NumberDimension("lr", 1e-6, 1, Log: true, null, IsWhole: false, []), .. SyntheticSweep.Numbers(1).Dimensions]);

        var shares = Shares(SyntheticSweep.Of(space, 400, p => Math.Log10(p[0]) / 6 + p[1]));

        Assert.That(shares["lr"], Is.EqualTo(0.5).Within(0.05));
        Assert.That(shares["x0"], Is.EqualTo(0.5).Within(0.05));
    }

    [Test]
    public void EachValueOfAChoiceCountsTheSame()
    {
        // Effects -1, 0, 0, 1 in no order: variance 1/2; the number has 6/12.
        double[] effects = [0, 1, -1, 0];
        var space = new SearchSpace([new ChoiceDimension("kind", [.. "abcd".Select(c => JsonValue.Create(c.ToString()))], []), .. SyntheticSweep.Numbers(1).Dimensions]);

        var shares = Shares(SyntheticSweep.Of(space, 400, p => effects[(int)p[0]] + Math.Sqrt(6) * p[1]));

        Assert.That(shares["kind"], Is.EqualTo(0.5).Within(0.05));
        Assert.That(shares["x0"], Is.EqualTo(0.5).Within(0.05));
    }

    [Test]
    public void AParameterThatIsNotSetHasNoEffectThere()
    {
        // On the whole space the effect of y is there in half of it: on average over the choice half as high, a quarter of what it is where it is set, which is half of all
        // variance. The other half is interaction with the choice, which has no effect alone.
        var space = new SearchSpace(
        [
            new ChoiceDimension("kind", [JsonValue.Create("a"), JsonValue.Create("b")], []),
            new NumberDimension("y", 0, 1, Log: false, null, IsWhole: false, [new Condition(0, [1])]),
            .. SyntheticSweep.Numbers(1).Dimensions,
        ]);

        var importance = SweepImportance.Of(SyntheticSweep.Of(space, 500, p => p.Has(1) ? p[1] - 0.5 : 0))[0];

        var shares = importance.Parameters.ToDictionary(p => p.Key, p => p.Share);
        Assert.Multiple(() =>
        {
            Assert.That(shares["y"], Is.EqualTo(0.5).Within(0.06));
            Assert.That(importance.Interactions!.Share, Is.EqualTo(0.5).Within(0.06));
            Assert.That(shares["kind"], Is.LessThan(0.03));
            Assert.That(shares["x0"], Is.LessThan(0.03));
        });
    }

    [Test]
    public void TheForestSaysHowMuchItPredicts()
    {
        var good = SweepImportance.Of(SyntheticSweep.Of(SyntheticSweep.Numbers(2), 300, p => p[0] + p[1]))[0];
        var noise = SweepImportance.Of(SyntheticSweep.Of(SyntheticSweep.Numbers(2), 300, p => new Draws((long)(p[0] * 1e15), "noise").Index(1000)))[0];

        Assert.That(good.Explained, Is.GreaterThan(0.95));
        Assert.That(noise.Explained, Is.LessThan(0.1));
    }

    [Test]
    public void TheSameTrialsGiveTheSameFigures()
    {
        static string Once() => JsonSerializer.Serialize(SweepImportance.Of(SyntheticSweep.After(60)), JsonSerializerOptions.Default);

        var first = Once();

        Assert.That(Once(), Is.EqualTo(first));
    }

    [TestCase(0, "Importance needs at least 10 completed trials; there are 0.")]
    [TestCase(1, "Importance needs at least 10 completed trials; there is 1.")]
    [TestCase(9, "Importance needs at least 10 completed trials; there are 9.")]
    [TestCase(10, null)]
    public void TooFewTrialsSayNothing(int trials, string? reason)
    {
        var importance = SweepImportance.Of(SyntheticSweep.Of(SyntheticSweep.Numbers(2), trials, p => p[0]))[0];

        Assert.That(importance.Reason, Is.EqualTo(reason));
        Assert.That(importance.Parameters, Has.Count.EqualTo(reason is null ? 2 : 0));
    }

    [Test]
    public void AnObjectiveThatDoesNotVaryHasNoImportance()
    {
        var importance = SweepImportance.Of(SyntheticSweep.Of(SyntheticSweep.Numbers(2), 30, _ => 0.5))[0];

        Assert.That(importance.Reason, Is.EqualTo("All completed trials have the same value, so no parameter explains anything."));
    }

    [Test]
    public void EachObjectiveHasItsOwn()
    {
        var both = SweepImportance.Of(SyntheticSweep.After(80, objectives: 3));

        Assert.That(both.Select(i => i.Objective), Is.EqualTo(new[] { "shape accuracy", "size rmse", "parameters" }));
        Assert.That(both[0].Parameters[0].Key, Is.EqualTo("optimizer.lr"));
        Assert.That(both[2].Parameters[0].Key, Is.EqualTo("model.trunk.hidden"));
    }

    [Test]
    public void AThousandTrialsTakeSeconds()
    {
        var sweep = SyntheticSweep.After(1000);
        var clock = Stopwatch.StartNew();

        SweepImportance.Of(sweep);

        TestContext.Out.WriteLine($"{clock.Elapsed.TotalSeconds:0.00} s");
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    /// <summary>Within 0.025 of Optuna's shares, and in its order wherever its shares are further apart than 0.01.</summary>
    [TestCaseSource(typeof(Golden), nameof(Golden.Cases), new object[] { "fanova" })]
    public void AgreesWithOptuna(JsonElement study)
    {
        const double Tolerance = 0.025;
        var keys = study.List<string>("parameters");
        var counts = study.List<int>("choices");
        var space = new SearchSpace([.. keys.Zip(counts, (key, count) => count == 0
            ? (Dimension)new NumberDimension(key, 0, 1, Log: false, null, IsWhole: false, [])
            : new ChoiceDimension(key, [.. Enumerable.Range(0, count).Select(i => JsonValue.Create(i))], []))]);
        var points = study.List<double[]>("points");
        var values = study.List<double>("values");
        var number = 0;
        var sweep = SyntheticSweep.View("", space, [new("value", HigherIsBetter: false)],
            [.. points.Select(p => SyntheticSweep.Chosen(++number, space, new Point(p)) with { Status = Experiments.Sweeps.TrialStatus.Completed, Objectives = [values[number - 1]] })]);

        var ours = Shares(sweep);

        var optunas = keys.Zip(study.List<double>("shares")).ToDictionary(s => s.First, s => s.Second);
        TestContext.Out.WriteLine(string.Join(", ", keys.Select(k => $"{k}: {ours[k]:0.000} ({optunas[k]:0.000})")));
        Assert.Multiple(() =>
        {
            foreach (var key in keys)
            {
                Assert.That(ours[key], Is.EqualTo(optunas[key]).Within(Tolerance), key);
                Assert.That(keys.Where(other => optunas[key] > optunas[other] + 0.01 && ours[key] <= ours[other]), Is.Empty, $"{key} comes before these");
            }
        });
    }

    private static Dictionary<string, double> Shares(SweepView sweep) => SweepImportance.Of(sweep)[0].Parameters.ToDictionary(p => p.Key, p => p.Share);
}
