using MtlTorch.Data;
using MtlTorch.Ensembles;
using MtlTorch.Experiments.Ensembles;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Running;

/// <summary>Evaluates the model of a finished or interrupted run again.</summary>
public static class RunEvaluator
{
    /// <summary>Computes all figures of a run's model on a split.</summary>
    /// <param name="plan">The run's experiment, composed from its resolved.json, device and threads settled.</param>
    /// <param name="folder">The run.</param>
    /// <param name="name">The split.</param>
    /// <returns>Figures of the model and of the trivial predictions, and the checkpoint that they belong to.</returns>
    /// <exception cref="InvalidOptionException">The run has no checkpoint, or the data set no such split, or is not the one of the run.</exception>
    /// <exception cref="MalformedFileException">The checkpoint is damaged.</exception>
    public static RunEvaluation Evaluate(ExperimentPlan plan, RunFolder folder, SplitName name)
    {
        ChangedData.Check(plan, folder.Description);
        var isEnsemble = EnsembleRecord.IsIn(folder.Path);
        var checkpoint = isEnsemble ? folder.Path : RunModel.CheckpointOf(folder);
        if (plan.Data.Description.Rows[name] == 0)
        {
            throw new InvalidOptionException("--split", $"the data set has no {name.ToString().ToLowerInvariant()} split; it has {string.Join(", ", plan.Data.Description.Rows.Where(r => r.Value > 0).Select(r => r.Key.ToString().ToLowerInvariant()))}.");
        }

        var device = torch.device(plan.Config.Device);
        using var ensemble = isEnsemble ? EnsembleModel.Load(plan, folder.Path) : null;
        using var model = isEnsemble ? null : RunModel.Load(plan, checkpoint);
        using var train = plan.Data.Load(SplitName.Train).MoveTo(device);
        using var split = plan.Data.Load(name).MoveTo(device);
        if (ensemble is not null)
        {
            var evaluation = new EnsembleEvaluation(plan.Config.Trainer.EvaluationBatchSize);
            return new RunEvaluation(checkpoint, evaluation.Evaluate(ensemble, split), evaluation.EvaluateTrivial(ensemble, train, split));
        }

        var evaluator = new Evaluator(plan.Config.Trainer.EvaluationBatchSize);
        return new RunEvaluation(checkpoint, evaluator.Evaluate(model!, split), evaluator.EvaluateTrivial(model!, train, split));
    }
}

/// <summary>Figures of a run's model.</summary>
/// <param name="Checkpoint">Folder of the checkpoint, or of the ensemble, that was evaluated.</param>
/// <param name="Scores">Figures of the model.</param>
/// <param name="Baseline">Figures of the trivial predictions.</param>
public sealed record RunEvaluation(string Checkpoint, Scores Scores, Scores Baseline);
