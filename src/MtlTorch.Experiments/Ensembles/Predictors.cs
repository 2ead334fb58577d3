using MtlTorch.Experiments.Running;
using MtlTorch.Tasks;

namespace MtlTorch.Experiments.Ensembles;

/// <summary>What predicts in a folder: the model of a run, or the models of an ensemble.</summary>
public static class Predictors
{
    /// <summary>Loads it.</summary>
    /// <param name="plan">Composed from the folder's resolved.json, device and threads settled.</param>
    /// <param name="folder">The folder of a run or of an ensemble.</param>
    /// <exception cref="InvalidOptionException">The run has no checkpoint.</exception>
    /// <exception cref="MalformedFileException">A file is damaged.</exception>
    public static IPredictor PredictorOf(ExperimentPlan plan, RunFolder folder) => EnsembleRecord.IsIn(folder.Path)
        ? EnsembleModel.Load(plan, folder.Path)
        : new ModelPredictor(RunModel.Load(plan, RunModel.CheckpointOf(folder)));
}
