using System.Diagnostics;
using MtlTorch.Training.Costs;

namespace MtlTorch.Tests.Training.Costs;

public sealed class PhaseClockTests
{
    private static readonly string[] Tasks = ["left", "right"];

    [Test]
    public void TimeGoesToThePhaseThatWasEntered()
    {
        var clock = new PhaseClock(Tasks, torch.CPU);
        clock.Enter(Phase.Forward);
        Thread.Sleep(30);
        clock.Enter(Phase.Checkpoints);
        Thread.Sleep(60);
        clock.Enter(Phase.Other);
        var times = clock.Read();

        Assert.Multiple(() =>
        {
            Assert.That(times.Forward, Is.GreaterThanOrEqualTo(0.029));
            Assert.That(times.Checkpoints, Is.GreaterThanOrEqualTo(0.059));
            Assert.That(times.Backward, Is.Zero);
            Assert.That(times.BackwardPerTask, Is.Null);
            Assert.That(times.Synchronized, Is.True, "a CPU is never waited for");
        });
    }

    [Test]
    public void ThePhasesAddUpToTheTimeThatPassed()
    {
        var since = Stopwatch.GetTimestamp();
        var clock = new PhaseClock(Tasks, torch.CPU);
        var phases = Enum.GetValues<Phase>();
        for (var i = 0; Stopwatch.GetElapsedTime(since).TotalSeconds < 0.1; i++)
        {
            clock.Enter(phases[i % phases.Length]);
        }

        var (sum, passed) = (clock.Read().Sum(), Stopwatch.GetElapsedTime(since).TotalSeconds);

        Assert.That(sum, Is.InRange(0.95 * passed, passed));
    }

    [Test]
    public void PassesForASingleTaskAreAPartOfBackward()
    {
        var clock = new PhaseClock(Tasks, torch.CPU);
        clock.Enter(Phase.Backward);
        Thread.Sleep(20);
        clock.EnterBackward(1);
        Thread.Sleep(40);
        clock.Enter(Phase.Other);
        var times = clock.Read();

        Assert.Multiple(() =>
        {
            Assert.That(times.BackwardPerTask!.Keys, Is.EqualTo(Tasks));
            Assert.That(times.BackwardPerTask["left"], Is.Zero);
            Assert.That(times.BackwardPerTask["right"], Is.GreaterThanOrEqualTo(0.039));
            Assert.That(times.Backward, Is.GreaterThanOrEqualTo(times.BackwardPerTask["right"] + 0.019));
        });
    }

    [Test]
    public void GoesOnFromEarlierTimes()
    {
        var earlier = new PhaseTimes
        {
            Loading = 1,
            Data = 2,
            Forward = 3,
            Backward = 4,
            Balancing = 5,
            Diagnostics = 6,
            Clipping = 7,
            Optimizer = 8,
            Evaluation = 9,
            Checkpoints = 10,
            Other = 11,
            BackwardPerTask = new Dictionary<string, double> { ["left"] = 0.5, ["right"] = 1.5 },
        };
        var times = new PhaseClock(Tasks, torch.CPU, earlier: earlier).Read();

        Assert.Multiple(() =>
        {
            Assert.That(times with { Other = 11, BackwardPerTask = earlier.BackwardPerTask }, Is.EqualTo(earlier));
            Assert.That(times.BackwardPerTask, Is.EqualTo(earlier.BackwardPerTask));
            Assert.That(times.Other, Is.InRange(11, 12));
            Assert.That(times.Sum(), Is.InRange(66, 67));
            Assert.That(times.Since(earlier).Sum(), Is.EqualTo(times.Other - 11).Within(1e-9));
            Assert.That(times.Since(earlier).BackwardPerTask!.Values, Is.All.Zero);
        });
    }

    [Test]
    public void TimesOfAGpuThatWasNotWaitedForSaySo()
    {
        var gpu = torch.device("cuda:0");

        Assert.That(new PhaseClock(Tasks, gpu).Read().Synchronized, Is.False);
    }
}
