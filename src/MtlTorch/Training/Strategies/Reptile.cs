using System.ComponentModel.DataAnnotations;
using MtlTorch.Balancing;
using MtlTorch.Data;
using MtlTorch.Training.Costs;
using MtlTorch.Training.Steps;
using TorchSharp.Modules;

namespace MtlTorch.Training.Strategies;

/// <summary>
/// Reptile with all tasks in every step (its batched version): from θ each task t takes k plain gradient steps on its own loss, which end at φ_t; then
/// θ ← θ + ε Σ_t p_t (φ_t - θ). p_t is the task's weight over the sum of all weights; the inner steps follow the task's loss as it is. The optimizer takes
/// θ - Σ_t p_t φ_t for the gradient of the shared parameters: ε is the learning rate, with its schedule, of "sgd" without momentum, and any other optimizer
/// can take its place. The heads move by their inner steps alone. A step consumes k batches; the j-th inner step of each task takes the j-th of them.
/// clipNorm limits the gradient of each inner step. Balancing methods other than "equal" are refused.
/// </summary>
[Paper("Nichol et al. 2018, On First-Order Meta-Learning Algorithms", "https://arxiv.org/abs/1803.02999", Place = "algorithm 2 (batched version), and section 3 (θ - φ as a gradient for Adam)")]
public sealed record ReptileOptions : StrategyOptions
{
    /// <summary>k: gradient steps of each task from θ, and batches that a step consumes.</summary>
    [Range(1, 10_000)]
    public int InnerSteps { get; init; } = 5;

    /// <summary>Rate of the inner steps; no schedule changes it.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double InnerRate { get; init; } = 0.01;

    /// <inheritdoc/>
    public override int BatchesPerStep(IBalancingMethod method) => InnerSteps;

    /// <inheritdoc/>
    public override bool NeedsShared() => true;

    /// <inheritdoc/>
    public override StrategyCosts CostsOf(int tasks) => new(SharedCopies: 2, OptimizesHeads: false);

    /// <inheritdoc/>
    public override TaskTurns Turns() => TaskTurns.Apart;

    /// <inheritdoc/>
    public override UpdateStrategy Build(StrategyContext context)
    {
        StrategyContext.RequireShared(context.Parameters);
        var inner = torch.optim.SGD([context.Parameters.Values], InnerRate);
        return new Reptile(this, context, inner, new OneTaskStep(context.Parts(inner, [1]), context.Method));
    }

    /// <inheritdoc/>
    protected override IEnumerable<(string Option, string Problem)> Misfits(StrategySurroundings around) =>
        around.Balanced("each task trains weights of its own").Concat(around.Apart());
}

/// <summary>See <see cref="ReptileOptions"/>.</summary>
public sealed class Reptile : UpdateStrategy
{
    private readonly ReptileOptions options;
    private readonly StrategyContext context;
    private readonly OptimizerHelper inner;
    private readonly OneTaskStep step;
    private readonly double[] shares;
    private readonly double sharedRate;
    private readonly torch.Tensor shared;
    private readonly torch.Tensor start;
    private readonly torch.Tensor moved;

    internal Reptile(ReptileOptions options, StrategyContext context, OptimizerHelper inner, OneTaskStep step)
        : base(context.Optimized(context.Apart([context.Shared])).Optimizer, step)
    {
        this.options = options;
        this.context = context;
        this.inner = inner;
        this.step = step;
        shares = context.Shares();
        sharedRate = context.RateOf(context.Shared);
        shared = context.Parameters.ValuesOf(context.Shared).DetachFromDisposeScope();
        start = torch.zeros_like(shared).DetachFromDisposeScope();
        moved = torch.zeros_like(shared).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public override int Batches => options.InnerSteps;

    /// <inheritdoc/>
    public override StepResult Run(IReadOnlyList<Batch> batches, StepMoment moment)
    {
        start.copy_(shared);
        moved.fill_(0);
        var results = new StepResult[shares.Length];
        for (var task = 0; task < shares.Length; task++)
        {
            results[task] = Explore(task, batches);
        }

        Follow(moment.Rate);
        return StepResult.OfEach(results);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        inner.Dispose();
        shared.Dispose();
        start.Dispose();
        moved.Dispose();
        base.Dispose();
    }

    /// <summary>The inner steps of one task, from θ and back to it; gives the result of the first, whose loss is that at θ.</summary>
    private StepResult Explore(int task, IReadOnlyList<Batch> batches)
    {
        step.Task = task;
        var results = batches.Select(batch => step.Run(batch)).ToList();
        using var frozen = torch.no_grad();
        moved.add_(shared, alpha: shares[task]).add_(start, alpha: -shares[task]);
        shared.copy_(start);
        return results[0];
    }

    /// <summary>The step from θ along what the tasks moved.</summary>
    private void Follow(double rate)
    {
        context.Clock.Enter(Phase.Optimizer);
        using var frozen = torch.no_grad();
        using var gradient = context.Parameters.GradientOf(context.Shared);
        context.Parameters.ZeroGradient();
        gradient.sub_(moved);
        Optimizer.ParamGroups.First().LearningRate = rate * sharedRate;
        Optimizer.step();
        context.Clock.Enter(Phase.Other);
    }
}
