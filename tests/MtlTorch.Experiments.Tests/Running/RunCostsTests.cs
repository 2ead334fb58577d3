using MtlTorch.Experiments.Running;
using MtlTorch.Training.Costs;

namespace MtlTorch.Experiments.Tests.Running;

public sealed class RunCostsTests
{
    private static readonly ModelSummary Summary = new([], 0, 0);

    [Test]
    public void WhatFitsIsNoReasonToWarn() =>
        Assert.That(new RunCosts(Summary, new MemoryEstimate { Data = long.MaxValue / 2, Activations = 1 << 20 }).Warning(torch.CPU), Is.Null, "the data are there already");

    [Test]
    public void WhatDoesNotFitIsSaidBeforeTheTraining() =>
        Assert.That(
            new RunCosts(Summary, new MemoryEstimate { Activations = 1L << 50 }).Warning(torch.CPU),
            Does.Match(@"^the run may need 1048576\.0 GiB more, and \d+\.\d GiB are free\. Make trainer\.batchSize"));

    [Test]
    public void OfAGpuNothingIsKnown() =>
        Assert.That(new RunCosts(Summary, new MemoryEstimate { Activations = 1L << 50 }).Warning(torch.device("cuda:0")), Is.Null);
}
