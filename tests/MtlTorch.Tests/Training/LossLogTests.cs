using MtlTorch.Training;

namespace MtlTorch.Tests.Training;

public sealed class LossLogTests
{
    private static readonly string[] Tasks = ["left", "right"];

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(50)]
    [TestCase(1_000)]
    public void WhenItIsReadDoesNotChangeTheSums(int cadence)
    {
        using var log = Begun();
        var (left, right) = (0.0, 0.0);
        for (var step = 1; step <= 230; step++)
        {
            Add(log, 1f / step, step * 0.1f);
            (left, right) = (left + 1f / step, right + step * 0.1f);
            if (step % cadence == 0)
            {
                log.Read();
            }
        }

        log.Read();
        Assert.That(log.Sums, Is.EqualTo(new[] { left, right }));
        Assert.That(log.Steps, Is.EqualTo(230));
        Assert.That(log.Latest, Is.EqualTo(new[] { 1f / 230, 230 * 0.1f }));
    }

    [Test]
    public void AnEpochGoesOnWhereItStopped()
    {
        using var log = Begun();
        Add(log, 100, 200);
        log.Begin(newEpoch: 4, stepsBefore: 10, sumsBefore: [5, 6]);
        Add(log, 1, 2);
        log.Read();

        Assert.That(log.Sums, Is.EqualTo(new[] { 6, 8 }));
        Assert.That(log.Steps, Is.EqualTo(11));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void TheFirstLossThatIsNotFiniteIsNamed(float bad)
    {
        using var log = Begun();
        log.Begin(newEpoch: 3, stepsBefore: 100, sumsBefore: [0, 0]);
        Add(log, 1, 1);
        Add(log, 1, bad);
        Add(log, bad, bad);

        var diverged = Assert.Throws<DivergedException>(log.Read)!;

        Assert.That((diverged.Group, diverged.Epoch, diverged.Step), Is.EqualTo(("right", 3, 102L)));
        Assert.That(diverged.Loss, Is.EqualTo(bad));
        Assert.That(diverged.Message, Does.StartWith($"The loss of task 'right' became {(float.IsNaN(bad) ? "NaN" : "Infinity")} in epoch 3, step 102."));
    }

    [Test]
    public void AFullLogReadsItself()
    {
        using var log = Begun();
        Add(log, float.NaN, 0);

        Assert.That(
            () =>
            {
                for (var step = 0; step < 200; step++)
                {
                    Add(log, 1, 1);
                }
            },
            Throws.TypeOf<DivergedException>());
    }

    [Test]
    public void ReadingTwiceCountsOnce()
    {
        using var log = Begun();
        Add(log, 1, 2);
        log.Read();
        log.Read();

        Assert.That(log.Sums, Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public void NoTensorIsLeftBehind() => Assert.That(
        LiveTensors.LeftBy(() =>
        {
            using var log = Begun();
            Enumerable.Range(0, 120).ToList().ForEach(_ => Add(log, 1, 2));
            log.Read();
        }),
        Is.Zero);

    private static LossLog Begun()
    {
        var log = new LossLog(Tasks, torch.CPU);
        log.Begin(newEpoch: 1, stepsBefore: 0, sumsBefore: [0, 0]);
        return log;
    }

    private static void Add(LossLog log, float left, float right)
    {
        using var losses = torch.tensor(new[] { left, right });
        log.Add(losses);
    }
}
