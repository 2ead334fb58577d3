using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// Correlation-reduced multi-objective gradient: the weights of another method, averaged over the steps, so that they depend
/// less on the noise of a single batch.
/// </summary>
[Paper("Zhou et al. 2022, On the Convergence of Stochastic Multi-Objective Gradient Manipulation and Beyond", "https://proceedings.neurips.cc/paper_files/paper/2022/hash/f91bd64a3620aad8e70a27ad9cb3ca57-Abstract-Conference.html", Place = "algorithm 1")]
public sealed record CrMogmOptions : GradientBalancingOptions
{
    /// <summary>The method whose weights are averaged: one that goes by the inner products of the gradients of one batch. It looks at this method's gradients.</summary>
    public BalancingOptions Inner { get; init; } = new UpGradOptions();

    /// <summary>Share of the old weights in the running mean; a task's first step with labels has none.</summary>
    [Range(0.0, 1.0)]
    public double Alpha { get; init; } = 0.9;

    /// <inheritdoc/>
    public override IEnumerable<(string Option, string Problem)> Problems()
    {
        if (Inner is not GradientBalancingOptions inner)
        {
            return base.Problems();
        }

        var own = inner.Gradients == GradientSource.Shared ? [] : new[] { ("inner.gradients", "the outer method chooses the gradients. Move \"gradients\" there.") };
        var its = (inner with { Gradients = Gradients }).Problems().Select(p => ($"inner.{p.Option}", p.Problem));
        return [.. base.Problems(), .. own, .. its];
    }

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context)
    {
        try
        {
            return Inner.Build(context) is IGramianWeighting inner
                ? new CrMogm(inner, Alpha)
                : throw new InvalidOptionException("", "this method does not turn the inner products of one batch's gradients into weights. Choose, for example, \"upgrad\", \"mgda\" or \"cagrad\".");
        }
        catch (InvalidOptionException problem)
        {
            throw new InvalidOptionException(problem.Option.Length == 0 ? "inner" : $"inner.{problem.Option}", problem.Problem);
        }
    }
}

/// <summary>See <see cref="CrMogmOptions"/>.</summary>
/// <param name="inner">The method whose weights are averaged.</param>
/// <param name="alpha">Share of the old weights.</param>
public sealed class CrMogm(IGramianWeighting inner, double alpha) : IGramianWeighting, ITellsTasksApart, IStateful
{
    private const string InnerPrefix = "inner.";

    // The running means [T]; NaN for a task that was never present.
    private double[]? weights;
    private PresentTasks? present;

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks)
    {
        present = tasks;
        (inner as ITellsTasksApart)?.Attend(tasks);
    }

    /// <inheritdoc/>
    public double[] Weights(Gramian gramian, IReadOnlyList<double> losses)
    {
        var found = inner.Weights(gramian, losses);
        var seen = present ?? PresentTasks.All(gramian.Tasks);
        weights ??= [.. Enumerable.Repeat(double.NaN, seen.Tasks)];
        double[] means = [.. seen.Of(weights).Zip(found, (old, next) => double.IsNaN(old) ? next : (alpha * old) + ((1 - alpha) * next))];
        weights = seen.Into(weights, means);
        return [.. means];
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, torch.Tensor> Save()
    {
        var state = (inner as IStateful)?.Save().ToDictionary(s => InnerPrefix + s.Key, s => s.Value) ?? [];
        if (weights is not null)
        {
            state["weights"] = RememberedNumbers.Save(weights);
        }

        return state;
    }

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> state)
    {
        weights = state.TryGetValue("weights", out var remembered) ? RememberedNumbers.Load(remembered) : null;
        (inner as IStateful)?.Load(state.Where(s => s.Key.StartsWith(InnerPrefix, StringComparison.Ordinal)).ToDictionary(s => s.Key[InnerPrefix.Length..], s => s.Value));
    }
}
