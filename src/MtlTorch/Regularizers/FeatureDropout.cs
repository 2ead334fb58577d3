using System.ComponentModel.DataAnnotations;
using MtlTorch.Tensors;

namespace MtlTorch.Regularizers;

/// <summary>
/// Drops features that the heads get, in training: each is 0 with a probability p and 1/(1 - p) times itself else. With "all" or "shared" tasks that share
/// features lose the same ones; with "task:NAME" a task loses some of its own, the others none.
/// </summary>
[Paper("Srivastava et al. 2014, Dropout: A Simple Way to Prevent Neural Networks from Overfitting", "https://jmlr.org/papers/v15/srivastava14a.html", Place = "section 4")]
public sealed record FeatureDropoutOptions : RegularizerOptions
{
    /// <summary>Whose features: "all" or "shared" for one mask, "heads" for a mask per task, or "task:NAME", or a list of tasks.</summary>
    [OneOrMore, MinLength(1)]
    public IReadOnlyList<string> On { get; init; } = ["all"];

    /// <summary>p, the probability with which a feature is dropped.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Probability { get; init; } = 0.5;

    /// <inheritdoc/>
    public override IRegularizer Build(RegularizerContext context) => On is ["all"] or ["shared"]
        ? new FeatureDropout(this, null, context)
        : new FeatureDropout(this, [.. context.SelectTasks(On).Select(t => context.Tasks.ToList().IndexOf(t))], context);

    /// <inheritdoc/>
    public override RegularizerOptions? ForTask(string task) => RegularizerContext.Without(On, task) is { Count: > 0 } left ? this with { On = left } : null;
}

/// <summary>See <see cref="FeatureDropoutOptions"/>.</summary>
/// <param name="options">The options.</param>
/// <param name="tasks">The tasks that have masks of their own; null for masks that are shared as the features are.</param>
/// <param name="context">The run.</param>
public sealed class FeatureDropout(FeatureDropoutOptions options, IReadOnlyList<int>? tasks, RegularizerContext context) : IFeatureNoise
{
    /// <inheritdoc/>
    public string Name { get; } = RegularizerContext.Label("dropout", options.On);

    /// <inheritdoc/>
    public bool DividesTasks => tasks is not null && context.Tasks.Count > 1;

    /// <inheritdoc/>
    public IReadOnlyList<torch.Tensor> Change(IReadOnlyList<torch.Tensor> features)
    {
        if (tasks is not null)
        {
            return [.. features.Select((f, i) => tasks.Contains(i) ? Drop(f) : f)];
        }

        var dropped = new Dictionary<torch.Tensor, torch.Tensor>(ReferenceEqualityComparer.Instance);
        return [.. features.Select(f => dropped.TryGetValue(f, out var done) ? done : dropped[f] = Drop(f))];
    }

    private torch.Tensor Drop(torch.Tensor features)
    {
        using var scope = torch.NewDisposeScope();
        var keep = 1 - options.Probability;

        // Not bernoulli_: where LibTorch was built with MKL it may draw other numbers, and not from the generator alone.
        var lots = torch.empty(features.shape, torch.float32, torch.CPU).uniform_(0, 1, context.Randomness.Stream(Name));
        return (features * lots.lt_(keep).SentTo(features.device).to(features.dtype).div_(keep)).MoveToOuterDisposeScope();
    }
}
