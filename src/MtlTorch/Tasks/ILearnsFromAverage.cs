namespace MtlTorch.Tasks;

/// <summary>
/// A task that learns from what an averaged model predicts for another task. In training a batch has that prediction among its targets, under the name that
/// <see cref="Column"/> gives; elsewhere it has not.
/// </summary>
public interface ILearnsFromAverage
{
    /// <summary>Name of the other task.</summary>
    string With { get; }

    /// <summary>Name of the target that holds the averaged model's prediction for a task. No target of a data set is called so.</summary>
    static string Column(string task) => $"averaged prediction of {task}";
}
