using MtlTorch.Balancing;
using MtlTorch.Tasks;
using MtlTorch.Training.Steps;

namespace MtlTorch.Training.Strategies;

/// <summary>How the parameters are brought forward.</summary>
public abstract record StrategyOptions
{
    /// <summary>Whether an averaged model is kept that tasks can learn from.</summary>
    public virtual bool KeepsAverage() => false;

    /// <summary>Batches that a step consumes.</summary>
    /// <param name="method">The balancing method.</param>
    public virtual int BatchesPerStep(IBalancingMethod method) => method is ICrossGramianWeighting ? CrossGramianStep.BatchesPerStep : 1;

    /// <summary>Which tasks move in a step.</summary>
    public virtual TaskTurns Turns() => TaskTurns.Together;

    /// <summary>Whether there must be shared parameters that learn.</summary>
    public virtual bool NeedsShared() => false;

    /// <summary>What it holds beside parameters and gradient.</summary>
    /// <param name="tasks">Number of tasks T.</param>
    public virtual StrategyCosts CostsOf(int tasks) => new();

    /// <summary>Makes the strategy.</summary>
    /// <exception cref="InvalidOptionException">It does not fit the model.</exception>
    public abstract UpdateStrategy Build(StrategyContext context);

    /// <summary>What does not fit the rest of the training: the option, empty for the strategy as a whole, and what is wrong and what to do.</summary>
    public IEnumerable<(string Option, string Problem)> Problems(StrategySurroundings around)
    {
        var learners = KeepsAverage() ? [] : around.Tasks.Where(t => t is ILearnsFromAverage);
        return Misfits(around).Concat(learners.Select(t =>
            ("", $"the task '{t.Name}' learns from an averaged model, and this strategy keeps none. Use \"strategy\": {{ \"kind\": \"ema\" }}, or leave the task out.")));
    }

    /// <summary>What of the kind itself does not fit.</summary>
    protected virtual IEnumerable<(string Option, string Problem)> Misfits(StrategySurroundings around) => [];
}

/// <summary>Which tasks move in a step.</summary>
public enum TaskTurns
{
    /// <summary>All of them, by one gradient.</summary>
    Together,

    /// <summary>One of them, by its own gradient; the heads of the others stand still.</summary>
    InTurn,

    /// <summary>Each of them by itself, from the same weights; a mean brings them together.</summary>
    Apart,
}

/// <summary>What a strategy has to get along with.</summary>
/// <param name="Tasks">The tasks.</param>
/// <param name="Method">The balancing method.</param>
/// <param name="Trainer">Epochs, batches, measurements.</param>
public sealed record StrategySurroundings(IReadOnlyList<LearningTask> Tasks, IBalancingMethod Method, TrainerOptions Trainer)
{
    /// <summary>The problem of a strategy that never has the tasks' gradients side by side, with a method that weighs them; none for a plain sum.</summary>
    /// <param name="reason">Why there is nothing to weigh.</param>
    internal IEnumerable<(string Option, string Problem)> Balanced(string reason)
    {
        if (Method is not IPlainSum)
        {
            yield return ("kind", $"{reason}, so there is nothing for a balancing method to weigh. Leave \"balancing\" out (the tasks' \"weight\" counts all the same), or use \"joint\" or \"ema\".");
        }
    }

    /// <summary>The problems of a strategy in which every task moves weights of its own and a weighted mean brings them together.</summary>
    internal IEnumerable<(string Option, string Problem)> Apart()
    {
        if (Trainer.DiagnosticsEvery is not null)
        {
            yield return ("kind", "the tasks' gradients are never taken at the same weights, so they cannot be measured against each other. Leave trainer.diagnosticsEvery out.");
        }

        if (Tasks.Count > 0 && Tasks.All(t => t.Weight == 0))
        {
            yield return ("kind", "all tasks have weight 0, so there is no mean of what they learn. Give one of them a weight.");
        }
    }
}

/// <summary>What a strategy holds beside parameters and gradient, in sizes of parameters.</summary>
/// <param name="Copies">Copies of all parameters.</param>
/// <param name="SharedCopies">Copies of the shared parameters.</param>
/// <param name="SharedMoments">How often the optimizer remembers the shared parameters.</param>
/// <param name="OptimizesHeads">Whether the optimizer remembers the heads.</param>
public sealed record StrategyCosts(int Copies = 0, int SharedCopies = 0, int SharedMoments = 1, bool OptimizesHeads = true);
