using MtlTorch.Balancing;

namespace MtlTorch.Training.Strategies;

/// <summary>The weights 0, ..., 1, ..., 0.</summary>
internal sealed class OneOfAll(int tasks) : ILossWeighting, ITellsTasksApart
{
    private PresentTasks present = PresentTasks.All(tasks);

    /// <summary>The task whose loss counts, from 0.</summary>
    public int Task { get; set; }

    public void Attend(PresentTasks tasks) => present = tasks;

    public torch.Tensor Weights(torch.Tensor losses)
    {
        var weights = new float[tasks];
        weights[Task] = 1;
        return torch.tensor(present.Of(weights), device: losses.device);
    }
}
