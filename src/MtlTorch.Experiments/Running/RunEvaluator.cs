using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Checkpoints;
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
    /// <exception cref="InvalidOptionException">The run has no checkpoint, or the data set no such split.</exception>
    /// <exception cref="MalformedFileException">The checkpoint is damaged.</exception>
    public static RunEvaluation Evaluate(ExperimentPlan plan, RunFolder folder, SplitName name)
    {
        Checkpoint.Recover(folder.BestCheckpoint);
        var checkpoint = new[] { folder.BestCheckpoint, folder.LastCheckpoint, folder.PreviousCheckpoint }.FirstOrDefault(Directory.Exists)
            ?? throw new InvalidOptionException("RUN", $"{folder.Path} has no checkpoint yet.");
        if (plan.Data.Description.Rows[name] == 0)
        {
            throw new InvalidOptionException("--split", $"the data set has no {name.ToString().ToLowerInvariant()} split.");
        }

        var device = torch.device(plan.Config.Device);
        using var randomness = new Randomness(plan.Config.Seed);
        using var model = ModelBuilder.Build(
            plan.Config.Model.Trunk, plan.Config.Model.Sharing, plan.Tasks, plan.Data.Description.Inputs, new ModuleContext(randomness, device));
        CheckpointState.Verified(checkpoint);
        Checkpoint.LoadModel(checkpoint, model);
        using var train = plan.Data.Load(SplitName.Train).MoveTo(device);
        using var split = plan.Data.Load(name).MoveTo(device);
        var evaluator = new Evaluator(plan.Config.Trainer.EvaluationBatchSize);
        return new RunEvaluation(checkpoint, evaluator.Evaluate(model, split), evaluator.EvaluateTrivial(model, train, split));
    }
}

/// <summary>Figures of a run's model.</summary>
/// <param name="Checkpoint">Folder of the checkpoint that was evaluated.</param>
/// <param name="Scores">Figures of the model.</param>
/// <param name="Baseline">Figures of the trivial predictions.</param>
public sealed record RunEvaluation(string Checkpoint, Scores Scores, Scores Baseline);
