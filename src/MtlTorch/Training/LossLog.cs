namespace MtlTorch.Training;

/// <summary>
/// The losses of the last steps, kept on the device and read back a few dozen at a time, so that looking after them does
/// not make every step wait for the device.
/// </summary>
public sealed class LossLog : IDisposable
{
    private const int Capacity = 50;

    private readonly IReadOnlyList<string> tasks;
    private readonly torch.Tensor losses;
    private readonly torch.Tensor[] rows;
    private readonly double[] sums;
    private readonly double[] latest;
    private int pending;
    private long steps;
    private int epoch;

    /// <param name="tasks">Names of the tasks.</param>
    /// <param name="device">Where the losses are computed.</param>
    public LossLog(IReadOnlyList<string> tasks, torch.Device device)
    {
        this.tasks = tasks;
        sums = new double[tasks.Count];
        latest = new double[tasks.Count];
        losses = torch.zeros([Capacity, tasks.Count], torch.float32, device).DetachFromDisposeScope();
        rows = [.. losses.unbind().Select(row => row.DetachFromDisposeScope())];
    }

    /// <summary>Sum over the steps of this epoch of each task's loss.</summary>
    public IReadOnlyList<double> Sums => sums;

    /// <summary>The losses that were read last.</summary>
    public IReadOnlyList<double> Latest => latest;

    /// <summary>Steps of this epoch, up to the last reading.</summary>
    public long Steps => steps;

    /// <summary>Begins an epoch, or continues one.</summary>
    /// <param name="newEpoch">The epoch, from 1.</param>
    /// <param name="stepsBefore">Steps of it that were already taken.</param>
    /// <param name="sumsBefore">Their sums.</param>
    public void Begin(int newEpoch, long stepsBefore, IReadOnlyList<double> sumsBefore)
    {
        epoch = newEpoch;
        steps = stepsBefore;
        pending = 0;
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = sumsBefore[i];
        }
    }

    /// <summary>Takes the losses of one step [T].</summary>
    /// <exception cref="DivergedException">A loss read back is not finite.</exception>
    public void Add(torch.Tensor stepLosses)
    {
        rows[pending].copy_(stepLosses);
        pending++;
        if (pending == Capacity)
        {
            Read();
        }
    }

    /// <summary>Reads back what has not been read yet.</summary>
    /// <exception cref="DivergedException">A loss is not finite.</exception>
    public void Read()
    {
        if (pending == 0)
        {
            return;
        }

        using var scope = torch.NewDisposeScope();
        var values = losses.narrow(0, 0, pending).cpu().data<float>().ToArray();
        pending = 0;
        for (var i = 0; i < values.Length; i++)
        {
            Take(i % sums.Length, values[i]);
        }
    }

    /// <summary>Disposes of the tensors.</summary>
    public void Dispose()
    {
        losses.Dispose();
        foreach (var row in rows)
        {
            row.Dispose();
        }
    }

    private void Take(int task, float loss)
    {
        steps += task == 0 ? 1 : 0;
        if (!float.IsFinite(loss))
        {
            throw DivergedException.OfLoss(tasks[task], epoch, steps, loss);
        }

        latest[task] = loss;
        sums[task] += loss;
    }
}
