using MtlTorch.Experiments.Sweeps.Launching.Slurm;

namespace MtlTorch.Experiments.Tests.Sweeps.Launching.Slurm;

/// <summary>What Slurm 22.05.8 printed; sacct's lines are those of its manual, for the Slurm of the tests has no accounting.</summary>
public sealed class SlurmTextTests
{
    [Test]
    public void TheQueueIsRead()
    {
        const string Text = "2|3|PENDING||JobArrayTaskLimit\n2|1|RUNNING|vm|None\n2|2|FAILED|vm|NonZeroExitCode\n3|N/A|PENDING||PartitionConfig\n";

        Assert.That(SlurmText.Queue(Text), Is.EqualTo(new[]
        {
            new TaskReport(new TaskId(2, 3), "PENDING", "JobArrayTaskLimit", ""),
            new TaskReport(new TaskId(2, 1), "RUNNING", "", "vm"),
            new TaskReport(new TaskId(2, 2), "FAILED", "NonZeroExitCode", "vm"),
        }));
    }

    [Test]
    public void TheAccountingIsRead()
    {
        const string Text = "17_1|COMPLETED|node1|0:0\n17_2|CANCELLED by 1000|None assigned|0:15\n17_3|OUT_OF_MEMORY|node2|0:125\n18|FAILED|node2|1:0\n";

        Assert.That(SlurmText.History(Text), Is.EqualTo(new[]
        {
            new TaskReport(new TaskId(17, 1), "COMPLETED", "", "node1"),
            new TaskReport(new TaskId(17, 2), "CANCELLED by 1000", "exit code 0:15", ""),
            new TaskReport(new TaskId(17, 3), "OUT_OF_MEMORY", "exit code 0:125", "node2"),
        }));
    }

    [TestCase("17\n", 17)]
    [TestCase("17;cluster\n", 17)]
    [TestCase("sbatch: warning\n18\n", 18)]
    public void TheNumberOfAJobIsRead(string text, long job) => Assert.That(SlurmText.Job(text), Is.EqualTo(job));

    [Test]
    public void AJobIsFoundByItsCommentWhateverIsInIt()
    {
        const string Text = "2|/tmp/it's a \"x\" #1 & 100%\n3|/a|b\n4|(null)\n";

        Assert.That((SlurmText.JobWith("/tmp/it's a \"x\" #1 & 100%", Text), SlurmText.JobWith("/a|b", Text), SlurmText.JobWith("/c", Text)), Is.EqualTo(((long?)2, (long?)3, (long?)null)));
    }

    [Test]
    public void TheLargestArrayIsRead() =>
        Assert.That((SlurmText.MaxArraySize("LogTimeFormat           = iso8601_ms\nMaxArraySize            = 1001\nMaxDBDMsgs              = 20008\n"), SlurmText.MaxArraySize("")), Is.EqualTo(((int?)1001, (int?)null)));

    [TestCase("slurm_load_jobs error: Unable to contact slurm controller (connect failure)", true)]
    [TestCase("sbatch: error: Batch job submission failed: Socket timed out on send/recv operation", true)]
    [TestCase("sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)", true)]
    [TestCase("sbatch: error: Batch job submission failed: Resource temporarily unavailable", true)]
    [TestCase("sbatch: error: invalid partition specified: nowhere", false)]
    [TestCase("sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified", false)]
    public void WhatPassesIsToldFromWhatDoesNot(string error, bool passes) => Assert.That(SlurmText.IsBusy(error), Is.EqualTo(passes));

    [TestCase("PENDING", nameof(TaskState.Waiting))]
    [TestCase("REQUEUE_HOLD", nameof(TaskState.Waiting))]
    [TestCase("RUNNING", nameof(TaskState.Running))]
    [TestCase("COMPLETING", nameof(TaskState.Running))]
    [TestCase("SUSPENDED", nameof(TaskState.Running))]
    [TestCase("SOMETHING_NEW", nameof(TaskState.Running))]
    [TestCase("COMPLETED", nameof(TaskState.Ended))]
    [TestCase("FAILED", nameof(TaskState.Ended))]
    [TestCase("TIMEOUT", nameof(TaskState.AtLimit))]
    [TestCase("OUT_OF_MEMORY", nameof(TaskState.AtLimit))]
    [TestCase("NODE_FAIL", nameof(TaskState.Lost))]
    [TestCase("PREEMPTED", nameof(TaskState.Lost))]
    [TestCase("CANCELLED by 1000", nameof(TaskState.Cancelled))]
    [TestCase("CANCELLED+", nameof(TaskState.Cancelled))]
    public void EveryStateMeansSomething(string word, string state) => Assert.That(TaskStates.Parse(word).ToString(), Is.EqualTo(state));
}
