using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using TorchSharp.Modules;

namespace MtlTorch.Training;

/// <summary>What happens with one batch: forward, losses, weights, backward, clipping, optimizer.</summary>
/// <param name="model">The model, in training mode.</param>
/// <param name="parameters">Its flat parameters.</param>
/// <param name="optimizer">Steps <see cref="FlatParameters.Values"/>.</param>
/// <param name="weighting">How the losses are balanced.</param>
/// <param name="clipNorm">Largest norm of the gradient; no limit if null.</param>
public sealed class TrainingStep(
    MultiTaskModel model, FlatParameters parameters, OptimizerHelper optimizer, ILossWeighting weighting, double? clipNorm)
    : IDisposable
{
    private readonly torch.Tensor taskWeights =
        torch.tensor(model.Tasks.Select(t => (float)t.Weight).ToArray(), device: parameters.Values.device).DetachFromDisposeScope();

    /// <summary>Trains on a batch. The caller keeps a dispose scope around it.</summary>
    /// <returns>The tasks' losses before weighting and their weights, both [T] and detached.</returns>
    public (torch.Tensor Losses, torch.Tensor Weights) Run(Batch batch)
    {
        parameters.ZeroGradient();
        var predictions = model.call(batch.Inputs);
        var losses = torch.stack(model.Tasks.Select((task, i) => task.Loss(model.Heads[i], predictions[i], batch.Targets[task.Target])));
        var scaled = losses * taskWeights;
        var weights = weighting.Weights(scaled.detach());
        (scaled * weights).sum().backward();
        if (clipNorm is { } limit)
        {
            parameters.ClipGradient(limit);
        }

        optimizer.step();
        return (losses.detach(), weights);
    }

    /// <summary>Sets the learning rate of the next steps.</summary>
    public void SetLearningRate(double rate)
    {
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = rate;
        }
    }

    /// <summary>Disposes of what belongs to the step alone.</summary>
    public void Dispose() => taskWeights.Dispose();
}
