using System.ComponentModel.DataAnnotations;
using MtlTorch.Data;
using MtlTorch.Training.Costs;
using MtlTorch.Training.Steps;
using TorchSharp.Modules;

namespace MtlTorch.Training.Strategies;

/// <summary>
/// Local SGD, or federated averaging with tasks in the place of clients: each task t trains a copy θ_t of the shared parameters, and its head, by its own loss
/// for some steps; then θ ← Σ_t p_t θ_t, and all copies begin again there. p_t is the task's weight over the sum of all weights; a task's own steps follow its
/// loss as it is, without the weight. Each copy has its own momentum and moments; they are averaged in the same way when the copies are. The model that is
/// evaluated is the mean of the copies. A step sends its batch through the model once per task. Balancing methods other than "equal" are refused.
/// </summary>
[Paper("McMahan et al. 2017, Communication-Efficient Learning of Deep Networks from Decentralized Data", "https://arxiv.org/abs/1602.05629", Place = "algorithm 1 (FederatedAveraging)")]
[Paper("Yu et al. 2019, On the Linear Speedup Analysis of Communication Efficient Momentum SGD", "https://arxiv.org/abs/1905.03817", Place = "algorithm 1 (momentum is averaged, too)")]
public sealed record PeriodicAveragingOptions : StrategyOptions
{
    /// <summary>Steps from one averaging to the next.</summary>
    [Range(1, 1_000_000_000)]
    public int Every { get; init; } = 10;

    /// <inheritdoc/>
    public override bool NeedsShared() => true;

    /// <inheritdoc/>
    public override StrategyCosts CostsOf(int tasks) => new(SharedCopies: tasks, SharedMoments: tasks);

    /// <inheritdoc/>
    public override TaskTurns Turns() => TaskTurns.Apart;

    /// <inheritdoc/>
    public override UpdateStrategy Build(StrategyContext context)
    {
        StrategyContext.RequireShared(context.Parameters);
        var parts = Enumerable.Range(0, context.Setup.Model.Tasks.Count).SelectMany(task => context.Apart([context.Shared, context.HeadOf(task)])).ToList();
        var step = context.Optimized(parts);
        return new PeriodicAveraging(Every, context, step, new OneTaskStep(step, context.Method));
    }

    /// <inheritdoc/>
    protected override IEnumerable<(string Option, string Problem)> Misfits(StrategySurroundings around) =>
        around.Balanced("each task trains weights of its own").Concat(around.Apart());
}

/// <summary>
/// See <see cref="PeriodicAveragingOptions"/>. The optimizer has for each task a part for the shared parameters, all of them on the same memory, and one for
/// its head: so it keeps moments for each copy. The copy of the task at work lies in the model; the parts of the others have no gradient meanwhile.
/// </summary>
public sealed class PeriodicAveraging : UpdateStrategy
{
    private readonly int every;
    private readonly OneTaskStep step;
    private readonly double[] shares;
    private readonly torch.Tensor shared;
    private readonly Copies copies;
    private readonly PhaseClock clock;
    private readonly List<(Parameter Part, torch.Tensor Gradient, int Task)> parts = [];
    private readonly List<int> sharedParts = [];

    internal PeriodicAveraging(int every, StrategyContext context, StepParts stepParts, OneTaskStep step)
        : base(stepParts.Optimizer, step)
    {
        this.every = every;
        this.step = step;
        clock = context.Clock;
        shares = context.Shares();
        shared = context.Parameters.ValuesOf(context.Shared).DetachFromDisposeScope();
        copies = new Copies(shared, shares.Length);
        var places = stepParts.Optimizer.parameters().Cast<Parameter>().ToList();
        for (var task = 0; task < shares.Length; task++)
        {
            sharedParts.Add(parts.Count);
            foreach (var group in new[] { context.Shared, context.HeadOf(task) }.Where(g => g.Length > 0))
            {
                parts.Add((places[parts.Count], context.Parameters.GradientOf(group).DetachFromDisposeScope(), task));
            }
        }
    }

    /// <inheritdoc/>
    public override IStateful Memory => copies;

    /// <inheritdoc/>
    public override StepResult Run(IReadOnlyList<Batch> batches, StepMoment moment)
    {
        step.SetLearningRate(moment.Rate);
        var results = new StepResult[shares.Length];
        for (var task = 0; task < shares.Length; task++)
        {
            results[task] = Train(task, batches);
        }

        clock.Enter(Phase.Optimizer);
        using var frozen = torch.no_grad();
        copies.Mean(shares);
        if ((moment.Step + 1) % every == 0)
        {
            copies.Restart();
            AverageMoments();
        }

        clock.Enter(Phase.Other);
        return StepResult.OfEach(results);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        parts.ForEach(p => p.Gradient.Dispose());
        copies.Dispose();
        shared.Dispose();
        base.Dispose();
    }

    /// <summary>One step of one task on its copy.</summary>
    private StepResult Train(int task, IReadOnlyList<Batch> batches)
    {
        copies.Put(task);
        foreach (var (part, gradient, owner) in parts)
        {
            part.grad = owner == task ? gradient : null;
        }

        step.Task = task;
        var result = step.Run(batches);
        copies.Take(task);
        return result;
    }

    private void AverageMoments()
    {
        using var scope = torch.NewDisposeScope();
        var states = Optimizer.state_dict().State;
        var moments = sharedParts.Select(i => Checkpoints.OptimizerState.Moments(states[i]).ToList()).ToList();
        for (var kind = 0; kind < moments[0].Count; kind++)
        {
            var mean = torch.zeros_like(moments[0][kind]);
            foreach (var (task, own) in moments.Index())
            {
                mean.add_(own[kind], alpha: shares[task]);
            }

            moments.ForEach(own => own[kind].copy_(mean));
        }
    }

    /// <summary>The tasks' copies [T, D] of the shared parameters [D] of the model.</summary>
    private sealed class Copies(torch.Tensor shared, int tasks) : IStateful, IDisposable
    {
        private readonly torch.Tensor rows = shared.unsqueeze(0).repeat(tasks, 1).DetachFromDisposeScope();

        public IReadOnlyDictionary<string, torch.Tensor> Save() => new Dictionary<string, torch.Tensor> { ["copies"] = rows.clone() };

        public void Load(IReadOnlyDictionary<string, torch.Tensor> state) => rows.copy_(state["copies"]);

        public void Put(int task)
        {
            using var frozen = torch.no_grad();
            using var row = rows.select(0, task);
            shared.copy_(row);
        }

        public void Take(int task)
        {
            using var row = rows.select(0, task);
            row.copy_(shared);
        }

        /// <summary>Puts the weighted mean of the copies into the model.</summary>
        public void Mean(double[] shares)
        {
            using var scope = torch.NewDisposeScope();
            shared.fill_(0);
            foreach (var (task, share) in shares.Index())
            {
                shared.add_(rows.select(0, task), alpha: share);
            }
        }

        /// <summary>All copies become what is in the model.</summary>
        public void Restart() => rows.copy_(shared);

        public void Dispose() => rows.Dispose();
    }
}
