namespace MtlTorch.Balancing;

/// <summary>
/// A method that has something of its own for each task: an option, a memory. It is told which tasks the next losses and gradients are of, and goes by what it
/// has for those; what it keeps of the silent ones stays as it is.
/// </summary>
public interface ITellsTasksApart
{
    /// <summary>Is called before each step. All tasks are present where it was not called.</summary>
    void Attend(PresentTasks tasks);
}
