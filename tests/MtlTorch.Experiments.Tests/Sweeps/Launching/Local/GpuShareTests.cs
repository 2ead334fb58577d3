using MtlTorch.Experiments.Sweeps.Launching.Local;

namespace MtlTorch.Experiments.Tests.Sweeps.Launching.Local;

/// <summary>Which GPUs a worker sees.</summary>
public sealed class GpuShareTests
{
    [Test]
    public void WorkersTakeTheGpusInTurnAndBeginAgainWithTheFirst() =>
        Assert.That(Enumerable.Range(0, 5).Select(w => GpuShare.Of(w, ["0", "1", "2"], 1)), Is.EqualTo(new[] { "0", "1", "2", "0", "1" }));

    [Test]
    public void ATrialOfSeveralReplicasHasSoManyNextToEachOther() =>
        Assert.That(Enumerable.Range(0, 3).Select(w => GpuShare.Of(w, ["0", "1", "2", "3"], 2)), Is.EqualTo(new[] { "0,1", "2,3", "0,1" }));

    [Test]
    public void WhatTheUserLeftVisibleIsSharedOut()
    {
        Assert.That(GpuShare.Visible("3, GPU-8932f937", 2), Is.EqualTo(new[] { "3", "GPU-8932f937" }));
        Assert.That(GpuShare.Visible(null, 2), Is.EqualTo(new[] { "0", "1" }));
        Assert.That(GpuShare.Of(1, ["3", "GPU-8932f937"], 1), Is.EqualTo("GPU-8932f937"));
    }

    [Test]
    public void ATrialThatWantsMoreThanThereAreIsRefused() => Assert.That(
        () => GpuShare.Of(0, ["0"], 2), Throws.InstanceOf<InvalidOptionException>().With.Message.EqualTo("replicas: a trial wants 2 GPUs, and 1 are there."));
}
