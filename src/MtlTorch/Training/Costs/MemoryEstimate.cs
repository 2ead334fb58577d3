namespace MtlTorch.Training.Costs;

/// <summary>
/// Bytes that a training will hold at once, as far as shapes tell: tensors, not the process around them, and not what LibTorch's
/// convolutions and allocator take for themselves.
/// </summary>
public sealed record MemoryEstimate
{
    /// <summary>Training and validation rows.</summary>
    public long Data { get; init; }

    /// <summary>Test rows; they are read after the training, when the others are still there.</summary>
    public long TestData { get; init; }

    /// <summary>The parameters.</summary>
    public long Parameters { get; init; }

    /// <summary>Their gradient, of each replica.</summary>
    public long Gradient { get; init; }

    /// <summary>What the optimizer remembers.</summary>
    public long OptimizerState { get; init; }

    /// <summary>The tasks' gradients of the shared parameters, of each replica, and copies that the balancing method makes of them.</summary>
    public long TaskGradients { get; init; }

    /// <summary>Copies of parameters that the update strategy holds.</summary>
    public long Strategy { get; init; }

    /// <summary>Copies of parameters that regularizers hold in a step.</summary>
    public long Regularizers { get; init; }

    /// <summary>The batches of a step, what autograd keeps of them, and the gradients on their way back, of one layer at a time.</summary>
    public long Activations { get; init; }

    /// <summary>What is alive while an evaluation batch goes through.</summary>
    public long EvaluationActivations { get; init; }

    /// <summary>What a training step holds.</summary>
    public long TrainingTotal => Lasting + Activations;

    /// <summary>What the evaluation after the training holds.</summary>
    public long EvaluationTotal => Lasting + TestData + EvaluationActivations;

    /// <summary>The most that is held at once.</summary>
    public long Total => Math.Max(TrainingTotal, EvaluationTotal);

    private long Lasting => Data + Parameters + Gradient + OptimizerState + TaskGradients + Strategy + Regularizers;

    /// <summary>Estimates a training.</summary>
    /// <param name="setup">The training.</param>
    /// <param name="summary">Its model.</param>
    /// <param name="gradientRows">See <see cref="Trainer.GradientRows"/>.</param>
    /// <param name="batches">Batches of one step.</param>
    /// <param name="testRows">Rows of the test split, of the same kind as the training rows; 0 for none.</param>
    public static MemoryEstimate Of(TrainingSetup setup, ModelSummary summary, long gradientRows, int batches, long testRows)
    {
        var (values, shared) = Sizes(setup);
        var replicas = 1 + setup.Twins.Count;
        var perRow = setup.Train.Bytes / setup.Train.Rows;
        var largest = summary.Modules.Max(m => m.Parameters);
        var batch = Math.Min(setup.Options.BatchSize, setup.Train.Rows) + (setup.Options.LabeledPerBatch ?? 0);
        var costs = setup.Strategy.CostsOf(setup.Model.Tasks.Count);
        var optimized = (shared * costs.SharedMoments) + (costs.OptimizesHeads ? values - shared : 0);
        var evaluated = Math.Min(setup.Options.EvaluationBatchSize, Math.Max(setup.Validation?.Rows ?? 0, testRows));
        return new MemoryEstimate
        {
            Data = setup.Train.Bytes + (setup.Validation?.Bytes ?? 0),
            TestData = testRows * perRow,
            Parameters = values,
            Gradient = values * replicas,
            OptimizerState = optimized * setup.Optimizer.StateCopies(),
            TaskGradients = shared * gradientRows * replicas,
            Strategy = (values * costs.Copies) + (shared * costs.SharedCopies),
            Regularizers = values * setup.Regularizers.Sum(r => r.ParameterCopies()),
            Activations = batch * ((batches * perRow) + summary.ActivationBytes + (2 * summary.LargestActivation)) + (largest * values / summary.Parameters),
            EvaluationActivations = evaluated * summary.ActivationBytes,
        };
    }

    /// <summary>Bytes of all trainable parameters, and of the shared ones.</summary>
    private static (long All, long Shared) Sizes(TrainingSetup setup)
    {
        var groups = setup.Model.Groups.Select(g => g.Module.parameters().Where(p => p.requires_grad).Sum(p => p.numel() * p.element_size())).ToList();
        return (groups.Sum(), groups[0]);
    }
}
