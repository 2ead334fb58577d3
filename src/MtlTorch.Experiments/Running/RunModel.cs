using MtlTorch.Modules;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Checkpoints;

namespace MtlTorch.Experiments.Running;

/// <summary>The trained model of a finished or interrupted run.</summary>
public static class RunModel
{
    /// <summary>The checkpoint of a run's best epoch, or the last one where there is no best.</summary>
    /// <exception cref="InvalidOptionException">The run has none.</exception>
    public static string CheckpointOf(RunFolder folder)
    {
        Checkpoint.Recover(folder.BestCheckpoint);
        return new[] { folder.BestCheckpoint, folder.LastCheckpoint, folder.PreviousCheckpoint }.FirstOrDefault(Directory.Exists)
            ?? throw new InvalidOptionException("RUN", $"{folder.Path} has no checkpoint yet.");
    }

    /// <summary>Builds the model and reads its weights.</summary>
    /// <param name="plan">The run's experiment, composed from its resolved.json, device and threads settled.</param>
    /// <param name="checkpoint">What <see cref="CheckpointOf"/> gave.</param>
    /// <exception cref="MalformedFileException">The checkpoint is damaged.</exception>
    public static MultiTaskModel Load(ExperimentPlan plan, string checkpoint)
    {
        using var randomness = new Randomness(plan.Config.Seed);
        var context = new ModuleContext(randomness, torch.device(plan.Config.Device)) { Precision = plan.Config.Precision };
        var model = ModelBuilder.Build(plan.Config.Model.Trunk, plan.Config.Model.Sharing, plan.Tasks, plan.Data.Description.Inputs, context);
        try
        {
            CheckpointState.Verified(checkpoint);
            Checkpoint.LoadModel(checkpoint, model);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
