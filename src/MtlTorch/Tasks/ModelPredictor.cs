using static TorchSharp.torch;

namespace MtlTorch.Tasks;

/// <summary>A single model that predicts.</summary>
public sealed class ModelPredictor : IPredictor
{
    private readonly MultiTaskModel model;

    /// <param name="model">The model. It is put into evaluation mode, and disposed of with this object.</param>
    public ModelPredictor(MultiTaskModel model)
    {
        this.model = model;
        model.eval();
    }

    /// <inheritdoc/>
    public IReadOnlyList<LearningTask> Tasks => model.Tasks;

    /// <inheritdoc/>
    public Tensor[] Predict(Tensor inputs)
    {
        using var frozen = no_grad();
        return model.call(inputs);
    }

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();
}
