using MtlTorch.Tasks;

namespace MtlTorch.Training.Steps;

/// <summary>
/// A forward pass whose graph is cut between the shared part and the heads. The heads are back-propagated once, which
/// leaves each task's gradient with respect to its features; the shared part as often as somebody asks.
/// </summary>
internal sealed class CutPass
{
    private readonly torch.Tensor[] features;
    private readonly torch.Tensor[] leaves;

    public CutPass(MultiTaskModel model, torch.Tensor inputs)
    {
        features = model.Represent(inputs);
        leaves = [.. features.Select(f => f.detach().requires_grad_(true))];
        Predictions = model.Predict(leaves);
    }

    public torch.Tensor[] Predictions { get; }

    /// <summary>The tasks' losses [T].</summary>
    public torch.Tensor Losses { get; set; } = null!;

    /// <summary>Losses times the tasks' own constant weights [T].</summary>
    public torch.Tensor Scaled { get; set; } = null!;

    /// <summary>Number of tasks.</summary>
    public int Tasks => leaves.Length;

    /// <summary>Adds the gradients of the heads to the flat gradient: each head follows its own task's loss.</summary>
    /// <param name="scales">Factors of the losses [T]; 1 if null.</param>
    public void BackwardThroughHeads(torch.Tensor? scales = null) => (scales is null ? Scaled : Scaled * scales).sum().backward();

    /// <summary>The gradients with respect to the one representation that all tasks share, a row per task [T, B F].</summary>
    /// <exception cref="InvalidOptionException">The tasks have features of their own.</exception>
    public torch.Tensor RepresentationGradients()
    {
        if (features.Any(f => !ReferenceEquals(f, features[0])))
        {
            throw new InvalidOptionException("gradients", "with this sharing architecture the tasks have no representation in common. Use \"shared\".");
        }

        return torch.stack(leaves.Select(leaf => leaf.grad!.flatten()));
    }

    /// <summary>Adds the gradient of one task's loss to that of the shared parameters.</summary>
    /// <param name="task">The task, from 0.</param>
    /// <param name="isLast">Whether the trunk is not back-propagated again: its graph is freed then.</param>
    public void BackwardThroughTrunk(int task, bool isLast) => features[task].backward([leaves[task].grad!], retain_graph: !isLast);

    /// <summary>Adds what a gradient [B F] of the shared representation means to the gradient of the shared parameters.</summary>
    public void BackwardRepresentation(torch.Tensor gradient) => features[0].backward([gradient.view_as(features[0])]);

    /// <summary>Adds the weighted sum of the tasks' gradients to that of the shared parameters, in one backward pass.</summary>
    public void BackwardWeighted(double[] weights) =>
        torch.autograd.backward(features, [.. leaves.Select((leaf, i) => leaf.grad! * weights[i])]);
}
