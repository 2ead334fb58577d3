namespace MtlTorch.Balancing;

/// <summary>A whole that is shared among the tasks, at first equally. Present tasks share among them what they have together, so that the silent ones keep theirs.</summary>
/// <param name="tasks">Number of tasks T.</param>
internal sealed class TaskShares(int tasks)
{
    private PresentTasks present = PresentTasks.All(tasks);

    /// <summary>The shares of all tasks [T]; they add up to 1.</summary>
    public double[] All { get; set; } = [.. Enumerable.Repeat(1.0 / tasks, tasks)];

    /// <summary>Takes over who is present.</summary>
    public void Attend(PresentTasks tasks) => present = tasks;

    /// <summary>What each present task has of all that they have together [N]; equal parts where that is nothing.</summary>
    public double[] Read()
    {
        var part = present.Of(All);
        return present.AreAll ? part : Together is var sum and > 0 ? [.. part.Select(share => share / sum)] : [.. part.Select(_ => 1.0 / present.Count)];
    }

    /// <summary>Shares it out anew among the present tasks.</summary>
    /// <param name="shares">Their parts [N], which add up to 1.</param>
    public void Write(double[] shares)
    {
        var sum = Together;
        All = present.AreAll ? shares : present.Into(All, [.. shares.Select(share => share * sum)]);
    }

    private double Together => present.Of(All).Sum();
}
