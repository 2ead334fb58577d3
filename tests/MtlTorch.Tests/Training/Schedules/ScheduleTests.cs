using MtlTorch.Training.Schedules;

namespace MtlTorch.Tests.Training.Schedules;

public sealed class ScheduleTests
{
    private const int Steps = 10;
    private const int Epochs = 20;

    private static readonly ScheduleOptions[] WithWarmup =
    [
        new ConstantOptions { Warmup = 3 },
        new StepOptions { Every = 5, Factor = 0.5, Warmup = 3 },
        new StepOptions { Every = 1, Factor = 0.5, Warmup = 2.5 },
        new CosineOptions { Warmup = 3, Floor = 0.1 },
        new CosineOptions { Warmup = Epochs },
        new CosineOptions { Warmup = 0.25 },
        new CosineRestartsOptions { Warmup = 3, Period = 4, Growth = 1.5 },
    ];

    [Test]
    public void AConstantRateStays() => Assert.That(Factors(new ConstantOptions()), Is.All.EqualTo(1));

    [Test]
    public void StepsFallAtTheBeginningOfTheirEpochs()
    {
        var factors = Factors(new StepOptions { Every = 6, Factor = 0.5 });

        Assert.That(factors, Is.EqualTo(Enumerable.Range(0, Steps * Epochs).Select(step => Math.Pow(0.5, step / (6 * Steps)))));
        Assert.That((factors[59], factors[60], factors[199]), Is.EqualTo((1, 0.5, 0.125)));
    }

    [Test]
    public void ACosineFallsFromTheFullRateToItsFloor()
    {
        var factors = Factors(new CosineOptions { Floor = 0.2 });

        var cosine = Enumerable.Range(0, Steps * Epochs).Select(step => 0.6 + 0.4 * Math.Cos(Math.PI * step / (Steps * Epochs)));
        Assert.That(factors, Is.EqualTo(cosine).Within(1e-12));
        Assert.That(factors[0], Is.EqualTo(1));
        Assert.That(factors[100], Is.EqualTo(0.6).Within(1e-12), "half way in the middle");
        Assert.That(factors[^1], Is.EqualTo(0.2).Within(1e-3));
    }

    [Test]
    public void ACosineWithRestartsBeginsAgainAfterEachPeriod()
    {
        var factors = Factors(new CosineRestartsOptions { Period = 5, Floor = 0.2 });

        var cycle = Enumerable.Range(0, 5 * Steps).Select(step => 0.6 + 0.4 * Math.Cos(Math.PI * step / (5 * Steps))).ToArray();
        Assert.That(factors, Is.EqualTo(Enumerable.Repeat(cycle, 4).SelectMany(c => c)).Within(1e-12));
        Assert.That((factors[50], factors[100], factors[150]), Is.EqualTo((1, 1, 1)), "full again");
    }

    [Test]
    public void CyclesGrow()
    {
        var factors = Factors(new CosineRestartsOptions { Period = 2, Growth = 2, Warmup = 1 });

        // After the warm-up of one epoch: cycles of 2, 4 and 8 epochs.
        Assert.That(Enumerable.Range(11, 189).Where(step => factors[step] > factors[step - 1]), Is.EqualTo(new[] { 30, 70, 150 }));
        Assert.That(factors[50], Is.EqualTo(0.5).Within(1e-12), "half way in the middle of the second");
    }

    [Test]
    public void ACosineBeginsWhereTheWarmupEnds()
    {
        var factors = Factors(new CosineOptions { Warmup = 4 });

        Assert.That(factors[40], Is.EqualTo(1));
        Assert.That(factors[120], Is.EqualTo(0.5).Within(1e-12), "half way between warm-up and end");
        Assert.That(new CosineOptions { Warmup = 4 }.FactorAt(Epochs * Steps + 5, Steps, Epochs), Is.Zero.Within(1e-12), "and stays there");
    }

    [TestCaseSource(nameof(WithWarmup))]
    public void TheFirstStepIsNotWasted(ScheduleOptions schedule) => Assert.That(Factors(schedule)[0], Is.GreaterThan(0));

    [TestCaseSource(nameof(WithWarmup))]
    public void TheWarmupEndsWithoutAJump(ScheduleOptions schedule)
    {
        var factors = Factors(schedule);
        var end = Math.Min((int)Math.Ceiling(schedule.Warmup * Steps), factors.Count - 1);

        Assert.That(factors[end], Is.EqualTo(factors[end - 1]).Within(1 / Math.Max(1, schedule.Warmup * Steps) + 1e-12));
    }

    [Test]
    public void AfterTheWarmupTheRateIsWhatItWouldBeWithout()
    {
        // Cosines are another matter: they begin where the warm-up ends.
        foreach (var schedule in WithWarmup.Where(s => s is not (CosineOptions or CosineRestartsOptions)))
        {
            var end = (int)Math.Ceiling(schedule.Warmup * Steps);
            Assert.That(Factors(schedule).Skip(end), Is.EqualTo(Factors(schedule with { Warmup = 0 }).Skip(end)), $"{schedule}");
        }
    }

    [Test]
    public void TheWarmupRisesLinearly()
    {
        var factors = Factors(new ConstantOptions { Warmup = 0.8 });

        Assert.That(factors.Take(10), Is.EqualTo(new[] { 1 / 8.0, 2 / 8.0, 3 / 8.0, 4 / 8.0, 5 / 8.0, 6 / 8.0, 7 / 8.0, 1, 1, 1 }));
    }

    [TestCaseSource(nameof(WithWarmup))]
    public void AFactorIsNeverAboveOneNorBelowZero(ScheduleOptions schedule) => Assert.That(Factors(schedule), Is.All.InRange(0, 1));

    private static List<double> Factors(ScheduleOptions schedule) =>
        [.. Enumerable.Range(0, Steps * Epochs).Select(step => schedule.FactorAt(step, Steps, Epochs))];
}
