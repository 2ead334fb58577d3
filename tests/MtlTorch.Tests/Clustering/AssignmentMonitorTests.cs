using MtlTorch.Clustering;

namespace MtlTorch.Tests.Clustering;

public sealed class AssignmentMonitorTests
{
    [Test]
    public void ItTellsTheShareOfChangedRows()
    {
        using var scope = torch.NewDisposeScope();
        using var monitor = new AssignmentMonitor(tolerance: 0.25);

        Assert.That((monitor.Look(torch.tensor(new long[] { 0, 1, 2, 3 })), monitor.Settled), Is.EqualTo((1.0, false)));
        Assert.That((monitor.Look(torch.tensor(new long[] { 1, 1, 0, 3 })), monitor.Settled), Is.EqualTo((0.5, false)));
        Assert.That((monitor.Look(torch.tensor(new long[] { 1, 1, 0, 0 })), monitor.Settled), Is.EqualTo((0.25, true)));
        Assert.That((monitor.Look(torch.tensor(new long[] { 0, 0, 1, 1 })), monitor.Settled), Is.EqualTo((1.0, false)));
    }

    [Test]
    public void WhatItLookedAtMayChangeOrGo()
    {
        using var scope = torch.NewDisposeScope();
        using var monitor = new AssignmentMonitor();
        using (var labels = torch.zeros([4], torch.int64))
        {
            monitor.Look(labels);
            labels.fill_(7);
        }

        Assert.That(monitor.Look(torch.zeros([4], torch.int64)), Is.Zero);
    }

    [Test]
    public void OneTensorIsKept()
    {
        using var scope = torch.NewDisposeScope();
        using var monitor = new AssignmentMonitor();
        var labels = torch.zeros([4], torch.int64);
        monitor.Look(labels);

        Assert.That(LiveTensors.LeftBy(() => monitor.Look(labels)), Is.Zero);
    }

    [Test]
    public void OtherRowsAreRefused()
    {
        using var scope = torch.NewDisposeScope();
        using var monitor = new AssignmentMonitor();
        monitor.Look(torch.zeros([4], torch.int64));
        var refusal = Assert.Throws<ArgumentException>(() => monitor.Look(torch.zeros([5], torch.int64)))!;

        Assert.That(refusal.Message, Does.StartWith("There were 4 rows before and are 5 now; look at the same rows."));
    }
}
