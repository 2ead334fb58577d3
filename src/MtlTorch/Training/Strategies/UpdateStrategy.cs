using MtlTorch.Data;
using MtlTorch.Training.Steps;
using TorchSharp.Modules;

namespace MtlTorch.Training.Strategies;

/// <summary>
/// How the parameters are brought forward by the batches of one step: θ ← T(θ). What a step computes of a batch is <see cref="TrainingStep"/>'s; a strategy
/// says how often, for which tasks, from which weights, and what becomes of the results.
/// </summary>
/// <param name="optimizer">What steps the parameters; it is disposed of with the strategy.</param>
/// <param name="step">What a step computes; it is disposed of with the strategy.</param>
public abstract class UpdateStrategy(OptimizerHelper optimizer, TrainingStep step) : IDisposable
{
    /// <summary>The optimizer, whose moments are in checkpoints.</summary>
    public OptimizerHelper Optimizer { get; } = optimizer;

    /// <summary>Batches that one step consumes.</summary>
    public virtual int Batches => step.Batches;

    /// <summary>See <see cref="TrainingStep.GradientRows"/>.</summary>
    public int GradientRows => step.GradientRows;

    /// <summary>What is remembered from step to step beside parameters and optimizer, for checkpoints; null for nothing.</summary>
    public virtual IStateful? Memory => null;

    /// <summary>Brings the parameters forward. The caller keeps a dispose scope around it.</summary>
    /// <param name="batches">As many as <see cref="Batches"/>.</param>
    /// <param name="moment">When it happens.</param>
    public virtual StepResult Run(IReadOnlyList<Batch> batches, StepMoment moment)
    {
        step.SetLearningRate(moment.Rate);
        step.Diagnoses = moment.Diagnoses;
        return step.Run(batches);
    }

    /// <summary>
    /// Puts the weights that are meant for use into the model, for an evaluation or a checkpoint, until the returned object is disposed of; null where the
    /// model has them anyway.
    /// </summary>
    public virtual IDisposable? Shown() => null;

    /// <summary>
    /// Is asked before a task looks at all training rows, which may put parameters elsewhere, as centroids that are placed; disposed of after that. Null where
    /// nothing is to be done.
    /// </summary>
    public virtual IDisposable? Surveyed() => null;

    /// <summary>Disposes of optimizer, step and what is remembered.</summary>
    public virtual void Dispose()
    {
        Optimizer.Dispose();
        step.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>When a step happens.</summary>
/// <param name="Step">Steps taken before it.</param>
/// <param name="Rate">Learning rate of the step, before the factors of parts of the parameters.</param>
/// <param name="Diagnoses">Whether it measures the tasks' gradients.</param>
public sealed record StepMoment(long Step, double Rate, bool Diagnoses = false);
