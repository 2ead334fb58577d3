using static TorchSharp.torch;

namespace MtlTorch.Tasks;

/// <summary>Something that predicts all tasks from inputs: a model, or several of them together.</summary>
public interface IPredictor : IDisposable
{
    /// <summary>The tasks, in the order of the predictions.</summary>
    IReadOnlyList<LearningTask> Tasks { get; }

    /// <summary>
    /// Inputs [B, ...] to one prediction per task: logits [B, K] of classes, whose softmax are the probabilities (logarithms of probabilities are such logits),
    /// or numbers [B, width] in the target's unit. The caller keeps a dispose scope around it; no gradient is computed.
    /// </summary>
    Tensor[] Predict(Tensor inputs);
}
