using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Balancing.Weighting;

/// <summary>
/// Fast adaptive multitask optimization: lowers the logarithms of all losses at about the same rate. Learns, from how far each
/// loss fell in the step, how large a share each task gets. One more forward pass per step, but no gradients per task.
/// </summary>
[Paper("Liu et al. 2023, FAMO: Fast Adaptive Multitask Optimization", "https://arxiv.org/abs/2306.03792", Place = "algorithm 1")]
public sealed record FamoOptions : BalancingOptions
{
    /// <summary>Learning rate of the logits of the shares, which an Adam optimizer of their own learns.</summary>
    [Range(0.0, 1e3)]
    public double Lr { get; init; } = 0.025;

    /// <summary>Multiple of the logits that is added to their gradient; draws the shares back to equal ones.</summary>
    [Range(0.0, 1e3)]
    public double WeightDecay { get; init; } = 1e-3;

    /// <summary>
    /// Lower bounds of the losses, in the order of the tasks; what counts is the distance to them. 0 each if null. A loss below
    /// its bound lowers the bound for the step.
    /// </summary>
    [ElementRange(-1e6, 1e6)]
    public IReadOnlyList<double>? MinLosses { get; init; }

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new Famo(this, context);
}

/// <summary>See <see cref="FamoOptions"/>.</summary>
public sealed class Famo(FamoOptions options, BalancingContext context) : Scalarization, ITellsTasksApart, IRevisitsLosses, IStateful, IDisposable
{
    private const double Epsilon = 1e-8;

    private readonly LearnedValues logits = new(initial: 0, options.Lr, context.Device, options.WeightDecay);
    private readonly TaskNumbers minLosses = new(PerTask.Values("minLosses", options.MinLosses, context.Tasks, 0), _ => 0);

    // Logarithms of the distances before the step [N]; only between the step and the look back at it.
    private torch.Tensor? before;

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks)
    {
        logits.Attend(tasks);
        minLosses.Attend(tasks);
    }

    /// <inheritdoc/>
    public override torch.Tensor Weights(torch.Tensor losses)
    {
        Forget();
        before = LogDistances(losses).DetachFromDisposeScope();
        return base.Weights(losses);
    }

    /// <summary>The step of the logits: against the gradient of the shares' sum of what the logarithms fell by.</summary>
    /// <inheritdoc/>
    public void Revisit(torch.Tensor losses)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var progress = before! - LogDistances(losses);
        var shares = logits.For(losses).softmax(0);
        logits.Step(shares * (progress - (shares * progress).sum()));
        Forget();
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, torch.Tensor> Save() => logits.Save();

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> state) => logits.Load(state);

    /// <summary>Disposes of what is remembered.</summary>
    public void Dispose()
    {
        Forget();
        logits.Dispose();
    }

    /// <inheritdoc/>
    protected override torch.Tensor Scalarize(torch.Tensor losses)
    {
        // The normalizer is a constant by definition, and makes the weights add up to 1.
        var shares = logits.For(losses).detach().softmax(0);
        var distances = Distances(losses);
        var normalizer = (shares / distances.detach()).sum();
        return (shares * distances.log()).sum() / normalizer;
    }

    private torch.Tensor Distances(torch.Tensor losses) => losses - torch.minimum(minLosses.Of(losses.numel()).Like(losses), losses.detach()) + Epsilon;

    private void Forget()
    {
        before?.Dispose();
        before = null;
    }

    private torch.Tensor LogDistances(torch.Tensor losses)
    {
        using var scope = torch.NewDisposeScope();
        return Distances(losses).log().MoveToOuterDisposeScope();
    }
}
