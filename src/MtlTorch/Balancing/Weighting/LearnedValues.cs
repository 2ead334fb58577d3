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

    /// <summary>The numbers [T], of the losses' element type.</summary>
    public Parameter For(torch.Tensor losses) => values ?? Begin(torch.full_like(losses, initial));

    /// <summary>Takes a step against the gradient that backward passes have left.</summary>
    public void Step()
    {
        using var frozen = torch.no_grad();
        adam!.step();
        adam.zero_grad();
        values!.clamp_(-limit, limit);
    }

    /// <summary>Takes a step against a gradient [T].</summary>
    public void Step(torch.Tensor gradient)
    {
        values!.grad = gradient;
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
            ["step"] = torch.tensor(new[] { Moments.step }),
        };
    }

    /// <inheritdoc cref="IStateful.Load"/>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> state)
    {
        Dispose();
        if (state.TryGetValue("values", out var saved))
        {
            using var scope = torch.NewDisposeScope();
            Begin(saved.clone().to(device));
            Moments.exp_avg.copy_(state["exp_avg"]);
            Moments.exp_avg_sq.copy_(state["exp_avg_sq"]);
            Moments.step = state["step"].item<long>();
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

    private Parameter Begin(torch.Tensor start)
    {
        // A parameter takes its tensor over. It outlives the scope of the step in which it is made.
        values = new Parameter(start);
        values.DetachFromDisposeScope();
        adam = torch.optim.Adam([values], lr, weight_decay: weightDecay);
        return values;
    }
}
