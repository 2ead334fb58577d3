namespace MtlTorch.Balancing;

/// <summary>
/// The tasks that take part in a step. The others are silent: no row of the batch has a label of theirs, or nothing was made yet that their loss could be held
/// against. What is balanced has a place for each present task, in their order; what is kept or reported has one for each task.
/// </summary>
public sealed class PresentTasks
{
    private readonly int[] numbers;

    private PresentTasks(int tasks, int[] numbers) => (Tasks, this.numbers) = (tasks, numbers);

    /// <summary>Number of tasks T, the silent ones too.</summary>
    public int Tasks { get; }

    /// <summary>Numbers of the present tasks [N], from 0, ascending.</summary>
    public IReadOnlyList<int> Numbers => numbers;

    /// <summary>Number of the present tasks N.</summary>
    public int Count => numbers.Length;

    /// <summary>Whether no task is silent. Then everything below gives back what it got.</summary>
    public bool AreAll => Count == Tasks;

    /// <summary>All of some tasks.</summary>
    public static PresentTasks All(int tasks) => new(tasks, [.. Enumerable.Range(0, tasks)]);

    /// <summary>None of some tasks.</summary>
    public static PresentTasks None(int tasks) => new(tasks, []);

    /// <summary>One of some tasks.</summary>
    public static PresentTasks Only(int task, int tasks) => new(tasks, [task]);

    /// <summary>Those of which it is said [T].</summary>
    public static PresentTasks Where(IEnumerable<bool> present)
    {
        bool[] each = [.. present];
        return new(each.Length, [.. Enumerable.Range(0, each.Length).Where(task => each[task])]);
    }

    /// <summary>Whether a task is present.</summary>
    public bool Contains(int task) => PlaceOf(task) >= 0;

    /// <summary>The place of a task among the present ones; negative for a silent task.</summary>
    public int PlaceOf(int task) => AreAll ? task : Array.BinarySearch(numbers, task);

    /// <summary>Those that are present here and there.</summary>
    public PresentTasks And(PresentTasks other) => new(Tasks, [.. numbers.Where(other.Contains)]);

    /// <summary>The present tasks' values [N] out of all tasks' [T].</summary>
    public T[] Of<T>(T[] all) => AreAll ? all : [.. numbers.Select(task => all[task])];

    /// <summary>The present tasks' rows [N, ...] out of all tasks' [T, ...].</summary>
    public torch.Tensor Of(torch.Tensor all) => AreAll ? all : all.index_select(0, Index(all.device));

    /// <summary>A copy of all tasks' values [T] with those of the present ones [N] in their places.</summary>
    public T[] Into<T>(T[] all, T[] part)
    {
        if (AreAll)
        {
            return part;
        }

        var whole = (T[])all.Clone();
        foreach (var (place, task) in numbers.Index())
        {
            whole[task] = part[place];
        }

        return whole;
    }

    /// <summary>A copy of all tasks' rows [T, ...] with those of the present ones [N, ...] in their places.</summary>
    public torch.Tensor Into(torch.Tensor all, torch.Tensor part) => AreAll ? part : all.index_copy(0, Index(all.device), part);

    /// <summary>The present tasks' numbers in their places, and 0 for the silent ones [T].</summary>
    public torch.Tensor Spread(torch.Tensor part) => AreAll ? part : Into(torch.zeros([Tasks], part.dtype, part.device), part);

    /// <summary>The present tasks' numbers in their places, and 0 for the silent ones [T].</summary>
    public double[] Spread(double[] part) => Into(new double[Tasks], part);

    private torch.Tensor Index(torch.Device device) => torch.tensor(numbers.Select(task => (long)task).ToArray(), device: device);
}
