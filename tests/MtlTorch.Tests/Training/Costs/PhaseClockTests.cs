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
    public void TimesOfAGpuThatWasNotWaitedForSaySo()
    {
        var gpu = torch.device("cuda:0");

        Assert.That(new PhaseClock(Tasks, gpu).Read().Synchronized, Is.False);
    }
}
