using System.ComponentModel.DataAnnotations;
using MtlTorch.Data;
using MtlTorch.Tensors;
using MtlTorch.Training.Steps;
using TorchSharp.Modules;

namespace MtlTorch.Training.Strategies;

/// <summary>
/// One task at a time: a step follows the loss of the task whose turn it is, L_t, times its weight: θ ← θ - η w_t ∇L_t, and so does the head of t. The other
/// heads stand still, and with them their momentum and moments in the optimizer. The losses of all tasks are computed and logged in every step; the weights
/// that are logged are 1 for the task whose turn it is. Balancing methods other than "equal" are refused.
/// </summary>
[Paper("Collobert and Weston 2008, A Unified Architecture for Natural Language Processing", "https://doi.org/10.1145/1390156.1390177", Place = "section 4 (a task, then a batch of it, then a gradient step)")]
public sealed record AlternatingOptions : StrategyOptions
{
    /// <summary>Who comes next.</summary>
    public TurnOrder Order { get; init; } = TurnOrder.RoundRobin;

    /// <summary>Steps of a turn.</summary>
    [Range(1, 1_000_000_000)]
    public int StepsPerTask { get; init; } = 1;

    /// <inheritdoc/>
    public override TaskTurns Turns() => TaskTurns.InTurn;

    /// <inheritdoc/>
    public override UpdateStrategy Build(StrategyContext context)
    {
        var parts = context.Optimized(context.Apart(context.Parameters.Groups));
        var weighting = new OneOfAll(context.Setup.Model.Tasks.Count);
        return new Alternating(this, context, parts, weighting, TrainingStep.For(parts, weighting));
    }

    /// <inheritdoc/>
    protected override IEnumerable<(string Option, string Problem)> Misfits(StrategySurroundings around) => around.Balanced("only one task learns in a step");
}

/// <summary>Orders of turns.</summary>
public enum TurnOrder
{
    /// <summary>The tasks in their order in the experiment.</summary>
    RoundRobin,

    /// <summary>Drawn, each task with the same probability, from the seed and the number of the turn alone.</summary>
    Random,

    /// <summary>The task whose latest loss is the largest multiple of its loss in the first step, or in the first one in which it was not 0.</summary>
    LargestLoss,
}

/// <summary>See <see cref="AlternatingOptions"/>.</summary>
public sealed class Alternating : UpdateStrategy
{
    private readonly AlternatingOptions options;
    private readonly Randomness randomness;
    private readonly int tasks;
    private readonly TrainingStep step;
    private readonly OneOfAll weighting;
    private readonly List<(Parameter Part, torch.Tensor Gradient, int Head)> heads = [];
    private readonly RelativeLosses? losses;

    internal Alternating(AlternatingOptions options, StrategyContext context, StepParts parts, OneOfAll weighting, TrainingStep step)
        : base(parts.Optimizer, step)
    {
        this.options = options;
        this.weighting = weighting;
        this.step = step;
        randomness = context.Setup.Randomness;
        tasks = context.Setup.Model.Tasks.Count;
        losses = options.Order == TurnOrder.LargestLoss ? new RelativeLosses() : null;
        FindHeads(context, parts);
    }

    /// <inheritdoc/>
    public override IStateful? Memory => losses;

    /// <inheritdoc/>
    public override StepResult Run(IReadOnlyList<Batch> batches, StepMoment moment)
    {
        weighting.Task = TaskOf(moment.Step);
        step.Only = weighting.Task;
        Rest(weighting.Task);
        var result = base.Run(batches, moment);
        losses?.Note(result.Losses);
        return result;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        losses?.Dispose();
        heads.ForEach(h => h.Gradient.Dispose());
        base.Dispose();
    }

    /// <summary>Whose turn it is. What is drawn depends on the number of the turn alone, so that a training can go on anywhere.</summary>
    private int TaskOf(long taken)
    {
        var turn = taken / options.StepsPerTask;
        return options.Order switch
        {
            TurnOrder.Random => (int)((ulong)randomness.Derive("order of tasks", turn) % (ulong)tasks),
            TurnOrder.LargestLoss => losses!.Chosen(begins: taken % options.StepsPerTask == 0),
            _ => (int)(turn % tasks),
        };
    }

    /// <summary>
    /// Takes the gradients of idle heads away from the optimizer. A gradient of zeros would not do: momentum, moments and weight decay would move the heads.
    /// </summary>
    private void Rest(int active)
    {
        foreach (var (part, gradient, head) in heads)
        {
            part.grad = head == active ? gradient : null;
        }
    }

    private void FindHeads(StrategyContext context, StepParts parts)
    {
        var steppedParts = parts.Optimizer.parameters().Cast<Parameter>().ToList();
        for (var task = 0; task < tasks; task++)
        {
            var group = context.HeadOf(task);
            if (group.Length > 0)
            {
                var part = steppedParts.First(p => p.storage_offset() == group.Offset);
                heads.Add((part, context.Parameters.GradientOf(group).DetachFromDisposeScope(), task));
            }
        }
    }
}
