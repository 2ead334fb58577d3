using System.ComponentModel.DataAnnotations;
using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Tasks;
using MtlTorch.Training.Steps;

namespace MtlTorch.Training.Strategies;

/// <summary>
/// Joint steps, and a moving average of all parameters beside them: after step n (from 0) θ' ← d θ' + (1 - d) θ with d = min(decay, (1 + n) / (10 + n)), which
/// lets the first steps count little. Evaluation, the best epoch, the figures of the run and model.safetensors have the averaged parameters; training goes on
/// with the others, which checkpoints keep in strategy.safetensors. Centroids that a task places are placed in both. Buffers, such as running statistics, are not averaged: both models have the same.
/// </summary>
[Paper("Tarvainen and Valpola 2017, Mean teachers are better role models", "https://arxiv.org/abs/1703.01780", Place = "section 2 (the teacher's weights)")]
[Paper("Polyak and Juditsky 1992, Acceleration of Stochastic Approximation by Averaging", "https://doi.org/10.1137/0330046")]
public sealed record EmaOptions : StrategyOptions
{
    /// <summary>Largest share of the old average that a step keeps. 0 leaves the parameters as they are.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Decay { get; init; } = 0.999;

    /// <inheritdoc/>
    public override bool KeepsAverage() => true;

    /// <inheritdoc/>
    public override StrategyCosts CostsOf(int tasks) => new(Copies: 2);

    /// <inheritdoc/>
    public override UpdateStrategy Build(StrategyContext context)
    {
        var parts = context.Optimized(context.Together());
        return new Ema(Decay, context, parts, context.Joint(parts));
    }
}

/// <summary>See <see cref="EmaOptions"/>.</summary>
public sealed class Ema : UpdateStrategy
{
    private readonly double decay;
    private readonly MultiTaskModel model;
    private readonly AveragedParameters averaged;
    private readonly List<string> taught;

    internal Ema(double decay, StrategyContext context, StepParts parts, TrainingStep step)
        : base(parts.Optimizer, step)
    {
        this.decay = decay;
        model = context.Setup.Model;
        averaged = new AveragedParameters(context.Parameters.Values);
        taught = [.. model.Tasks.OfType<ILearnsFromAverage>().Select(t => t.With).Distinct()];
    }

    /// <inheritdoc/>
    public override IStateful Memory => averaged;

    /// <inheritdoc/>
    public override StepResult Run(IReadOnlyList<Batch> batches, StepMoment moment)
    {
        var result = base.Run(taught.Count == 0 ? batches : Taught(batches), moment);
        if (!result.IsSkipped)
        {
            averaged.Follow(Math.Min(decay, (1.0 + moment.Step) / (10.0 + moment.Step)));
        }

        return result;
    }

    /// <inheritdoc/>
    public override IDisposable? Shown() => averaged.Show();

    /// <inheritdoc/>
    public override IDisposable? Surveyed() => averaged.Watch();

    /// <inheritdoc/>
    public override void Dispose()
    {
        averaged.Dispose();
        base.Dispose();
    }

    /// <summary>The batches with what the averaged model, in evaluation mode, predicts of them: one more forward pass, without gradients.</summary>
    private IReadOnlyList<Batch> Taught(IReadOnlyList<Batch> batches)
    {
        using var frozen = torch.no_grad();
        using var shown = averaged.Show();
        using var mode = new EvaluationMode(model);
        return [.. batches.Select(Taught)];
    }

    private Batch Taught(Batch batch)
    {
        var predictions = model.call(batch.Inputs);
        var columns = taught.Select(name => KeyValuePair.Create(
            ILearnsFromAverage.Column(name), predictions[model.Tasks.Select(t => t.Name).ToList().IndexOf(name)]));
        return batch with { Targets = batch.Targets.Concat(columns).ToDictionary() };
    }
}
