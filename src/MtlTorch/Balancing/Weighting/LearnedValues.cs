using TorchSharp.Modules;

namespace MtlTorch.Balancing.Weighting;

/// <summary>One number per task that a method learns beside the model, with an Adam optimizer of their own.</summary>
/// <param name="initial">What they begin with.</param>
/// <param name="lr">Learning rate.</param>
/// <param name="device">Where the losses are.</param>
/// <param name="weightDecay">Multiple of the numbers that is added to their gradient.</param>
/// <param name="limit">What their absolute values stay within.</param>
internal sealed class LearnedValues(
    double initial, double lr, torch.Device device, double weightDecay = 0, double limit = double.PositiveInfinity) : IDisposable
{
    // Both are made with the first losses, whose element type they share.
    private Parameter? values;
    private Adam? adam;

    // Adam counts its steps for all numbers together; here each has the count of its own.
    private long[] steps = [];
    private PresentTasks? present;

    /// <summary>Takes over whose numbers are seen and learned from now on.</summary>
    public void Attend(PresentTasks tasks) => present = tasks;

    /// <summary>The present tasks' numbers [N], of the losses' element type.</summary>
    public torch.Tensor For(torch.Tensor losses)
    {
        var all = values ?? Begin(torch.full([present?.Tasks ?? losses.numel()], initial, losses.dtype, losses.device), [0]);
        return present?.Of(all) ?? all;
    }

    /// <summary>Takes a step against the gradient that backward passes have left.</summary>
    public void Step()
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var learning = present?.Numbers ?? [.. Enumerable.Range(0, steps.Length)];
        foreach (var alike in learning.GroupBy(task => steps[task]).ToList())
        {
            StepOf([.. alike], alike.Key);
        }

        adam!.zero_grad();
        values!.clamp_(-limit, limit);
    }

    /// <summary>Takes a step against a gradient of the present tasks' numbers [N].</summary>
    public void Step(torch.Tensor gradient)
    {
        values!.grad = present?.Into(torch.zeros_like(values), gradient) ?? gradient;
        Step();
    }

    /// <inheritdoc cref="IStateful.Save"/>
    public IReadOnlyDictionary<string, torch.Tensor> Save()
    {
        if (values is null)
        {
            return new Dictionary<string, torch.Tensor>();
        }

        using var frozen = torch.no_grad();
        return new Dictionary<string, torch.Tensor>
        {
            ["values"] = values.clone(),
            ["exp_avg"] = Moments.exp_avg.clone(),
            ["exp_avg_sq"] = Moments.exp_avg_sq.clone(),
            ["step"] = torch.tensor(steps),
        };
    }

    /// <inheritdoc cref="IStateful.Load"/>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> state)
    {
        Dispose();
        if (state.TryGetValue("values", out var saved))
        {
            using var scope = torch.NewDisposeScope();
            Begin(saved.clone().to(device), state["step"].cpu().data<long>().ToArray());
            Moments.exp_avg.copy_(state["exp_avg"]);
            Moments.exp_avg_sq.copy_(state["exp_avg_sq"]);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Dispose()
    {
        adam?.Dispose();
        values?.Dispose();
        (adam, values) = (null, null);
    }

    private Adam.State Moments => (Adam.State)adam!.state_dict().State[0];

    /// <summary>A step of the numbers that have taken as many before; the others get back what they were.</summary>
    private void StepOf(int[] tasks, long before)
    {
        var moments = Moments;
        moments.step = before;
        long[] others = [.. Enumerable.Range(0, steps.Length).Except(tasks).Select(task => (long)task)];
        if (others.Length == 0)
        {
            adam!.step();
        }
        else
        {
            var places = torch.tensor(others, device: values!.device);
            torch.Tensor[] learned = [values, moments.exp_avg, moments.exp_avg_sq];
            torch.Tensor[] old = [.. learned.Select(tensor => tensor.index_select(0, places))];
            adam!.step();
            foreach (var (tensor, rows) in learned.Zip(old))
            {
                tensor.index_copy_(0, places, rows);
            }
        }

        foreach (var task in tasks)
        {
            steps[task]++;
        }
    }

    /// <param name="start">The numbers [T].</param>
    /// <param name="taken">Steps that each has taken, or all of them.</param>
    private Parameter Begin(torch.Tensor start, long[] taken)
    {
        steps = taken.Length == 1 ? [.. Enumerable.Repeat(taken[0], (int)start.numel())] : taken;
        // A parameter takes its tensor over. It outlives the scope of the step in which it is made.
        values = new Parameter(start);
        values.DetachFromDisposeScope();
        adam = torch.optim.Adam([values], lr, weight_decay: weightDecay);
        return values;
    }
}
