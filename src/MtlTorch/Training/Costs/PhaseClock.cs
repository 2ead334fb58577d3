using System.Diagnostics;

namespace MtlTorch.Training.Costs;

/// <summary>
/// Charges time to phases. It runs from its construction on, and some phase is always the current one, so that the phases add up to
/// the time that passed. A change of phase is a reading of the system's counter: some ten nanoseconds. For one thread.
/// </summary>
public sealed class PhaseClock
{
    private readonly IReadOnlyList<string> tasks;
    private readonly torch.Device? waitsFor;
    private readonly bool synchronized;
    private readonly long[] ticks = new long[Enum.GetValues<Phase>().Length];
    private readonly long[] perTask;
    private Phase phase = Phase.Other;
    private int task = -1;
    private bool single;
    private long since = Stopwatch.GetTimestamp();

    /// <param name="tasks">Names of the tasks.</param>
    /// <param name="device">Where the model computes.</param>
    /// <param name="synchronize">
    /// Wait at each change of phase until a GPU has done its work, so that each phase gets its own. That slows training down; on
    /// a CPU nothing is to be waited for.
    /// </param>
    public PhaseClock(IReadOnlyList<string> tasks, torch.Device device, bool synchronize = false)
    {
        this.tasks = tasks;
        var isCpu = device.type == DeviceType.CPU;
        waitsFor = synchronize && !isCpu ? device : null;
        synchronized = synchronize || isCpu;
        perTask = new long[tasks.Count];
    }

    /// <summary>From now on time belongs to <paramref name="next"/>.</summary>
    public void Enter(Phase next) => Enter(next, -1);

    /// <summary>From now on time belongs to the backward pass of a single task through the shared part.</summary>
    /// <param name="number">Number of the task, from 0.</param>
    public void EnterBackward(int number)
    {
        single = true;
        Enter(Phase.Backward, number);
    }

    /// <summary>The times until now. The clock goes on.</summary>
    public PhaseTimes Read()
    {
        Enter(phase, task);
        return new PhaseTimes
        {
            Synchronized = synchronized,
            Loading = Of(Phase.Loading),
            Data = Of(Phase.Data),
            Forward = Of(Phase.Forward),
            Backward = Of(Phase.Backward),
            BackwardPerTask = single ? PerTask() : null,
            Balancing = Of(Phase.Balancing),
            Diagnostics = Of(Phase.Diagnostics),
            Clipping = Of(Phase.Clipping),
            Optimizer = Of(Phase.Optimizer),
            Evaluation = Of(Phase.Evaluation),
            Checkpoints = Of(Phase.Checkpoints),
            Other = Of(Phase.Other),
        };
    }

    private static double Seconds(long ticks) => (double)ticks / Stopwatch.Frequency;

    private Dictionary<string, double> PerTask() => tasks.Zip(perTask).ToDictionary(t => t.First, t => Seconds(t.Second));

    private double Of(Phase which) => Seconds(ticks[(int)which]);

    private void Enter(Phase next, int number)
    {
        if (waitsFor is not null)
        {
            torch.cuda.synchronize(waitsFor);
        }

        var now = Stopwatch.GetTimestamp();
        ticks[(int)phase] += now - since;
        if (task >= 0)
        {
            perTask[task] += now - since;
        }

        (phase, task, since) = (next, number, now);
    }
}
