using MtlTorch.Modules.Heads;

namespace MtlTorch.Tasks;

/// <summary>A task that predicts with the head of another one. The model brings the two together.</summary>
public interface IBorrowsHead
{
    /// <summary>The task whose head it needs.</summary>
    /// <param name="tasks">All tasks of the model.</param>
    /// <exception cref="InvalidOptionException">There is no such task.</exception>
    LearningTask Lender(IReadOnlyList<LearningTask> tasks);

    /// <summary>Takes the head over, which stays the other task's.</summary>
    /// <param name="own">What <see cref="LearningTask.BuildHead"/> gave.</param>
    /// <param name="task">The other task.</param>
    /// <param name="head">Its head.</param>
    void Borrow(Head own, LearningTask task, Head head);
}
